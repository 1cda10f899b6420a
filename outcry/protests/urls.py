"""Addresses of the desk of protests, below /desk/."""

from django.urls import path

from outcry.protests.views import books, delivery, dry_run, ladder, mails, outcome, post, post_office, replies, voices

app_name = "protests_desk"
urlpatterns = [
    path("appeals/<int:pk>/delivery/", delivery.show, name="delivery"),
    path("appeals/<int:pk>/delivery/<int:addressee_pk>/pace/", delivery.set_pace, name="set_pace"),
    path("appeals/<int:pk>/delivery/<int:addressee_pk>/pause/", delivery.pause, name="pause"),
    path("appeals/<int:pk>/delivery/<int:addressee_pk>/resume/", delivery.resume, name="resume"),
    path("appeals/<int:pk>/delivery/hold/", delivery.hold, name="hold"),
    path("appeals/<int:pk>/delivery/release/", delivery.release, name="release"),
    path("appeals/<int:pk>/delivery/retry/", delivery.retry, name="retry"),
    path("appeals/<int:pk>/delivery/withdraw/", delivery.withdraw, name="withdraw"),
    path("appeals/<int:pk>/delivery/servers/<int:server_pk>/release/", delivery.release_server, name="release_server"),
    path("appeals/<int:pk>/ladder/", ladder.index, name="ladder"),
    path("appeals/<int:pk>/ladder/<int:addressee_pk>/", ladder.office, name="ladder_office"),
    path("appeals/<int:pk>/ladder/<int:addressee_pk>/book/", books.ask, name="ask_for_book"),
    path("appeals/<int:pk>/books/<str:book_id>/mark/", books.mark, name="mark_book"),
    path("appeals/<int:pk>/books/<str:book_id>/change/", books.change, name="change_book"),
    path("appeals/<int:pk>/books/<str:book_id>/letters.pdf", books.book_file, name="book_file"),
    path("appeals/<int:pk>/books/<str:book_id>/photo/", books.photo, name="book_photo"),
    path("appeals/<int:pk>/dry-run/", dry_run.show, name="dry_run"),
    path("appeals/<int:pk>/test-letter/", delivery.test_letter, name="test_letter"),
    path("appeals/<int:pk>/protests/", voices.index, name="protests"),
    path("appeals/<int:pk>/protests/<int:protest_pk>/hide/", voices.hide, name="hide_voice"),
    path("appeals/<int:pk>/outcome/", outcome.record, name="outcome"),
    path("appeals/<int:pk>/outcome/words/", outcome.words, name="outcome_words"),
    path("mail/", post_office.show, name="post_office"),
    path("mail/hold/", post_office.hold, name="hold_all"),
    path("mail/release/", post_office.release, name="release_all"),
    path("mail/servers/<int:server_pk>/pause/", post_office.pause_server, name="pause_server_here"),
    path("mail/servers/<int:server_pk>/release/", post_office.release_server, name="release_server_here"),
    path("mail/domains/<int:domain_pk>/", post_office.warm_up, name="warm_up"),
    path("replies/", replies.index, name="replies"),
    path("replies/<str:public_id>/", replies.decide, name="reply"),
    path("replies/<str:public_id>/words/", replies.black_out, name="reply_words"),
    path("replies/<str:public_id>/act/", replies.record_as_act, name="reply_act"),
    path("mails/<str:public_id>/source/", mails.source, name="mail_source"),
    path("mails/<str:public_id>/source/kept/", mails.source_kept, name="mail_source_kept"),
    path("mails/<str:public_id>/files/<int:number>/", mails.attached, name="mail_attached"),
    path("post/", post.index, name="post"),
    path("post/<str:public_id>/", post.read, name="post_mail"),
    path("post/<str:public_id>/done/", post.done, name="post_done"),
    path("post/<str:public_id>/undone/", post.undone, name="post_undone"),
    path("post/confirmations/<int:pk>/done/", post.confirmation_done, name="confirmation_done"),
]
