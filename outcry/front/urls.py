"""Addresses of the public pages, below the language."""

from django.urls import path

from outcry.front.views import about, appeals, cases, comments, database, home, links, newsletter, write

app_name = "front"
urlpatterns = [
    path("", home.show, name="home"),
    path("appeals/", appeals.show_all, name="appeals"),
    path("appeals/<slug:slug>/", appeals.show, name="appeal"),
    path("appeals/<slug:slug>/check-your-mail/", appeals.check_your_mail, name="check_your_mail"),
    path("confirm/<str:token>/", links.confirm, name="confirm"),
    path("leave/<str:token>/", links.leave, name="leave"),
    path("cases/", cases.show_all, name="cases"),
    path("cases/<slug:slug>/", cases.show, name="case"),
    path("cases/<slug:slug>.json", cases.as_json, name="case_json"),
    path("custody/", cases.custody, name="custody"),
    path("custody/freed/", cases.freed, name="freed"),
    path("database/", database.show, name="database"),
    path("database/cases.csv", database.list_csv, name="database_csv"),
    path("database/cases.jsonl", database.list_jsonl, name="database_jsonl"),
    path("database/map/", database.on_the_map, name="database_map"),
    path("database/map.geojson", database.map_geojson, name="database_geojson"),
    path("database/figures/", database.figures, name="database_figures"),
    path("database/figures.csv", database.figures_csv, name="database_figures_csv"),
    path("database/figures.jsonl", database.figures_jsonl, name="database_figures_jsonl"),
    path("database/figures/<slug:division>/", database.figure, name="database_figure"),
    path("database/figures/<slug:division>.csv", database.figure_csv, name="database_figure_csv"),
    path("database/figures/<slug:division>.jsonl", database.figure_jsonl, name="database_figure_jsonl"),
    path("comments/on/<str:slug>/", comments.show_all, name="comments"),
    path("comments/on/<str:slug>/write/", comments.write, name="comment_write"),
    path("comments/hear/<str:token>/", comments.hear, name="comment_hear"),
    path("comments/leave/<str:token>/", comments.leave, name="comment_leave"),
    path("comments/object/<slug:public_id>/", comments.object_to_one, name="comment_object"),
    path("comments/mine/<str:token>/", comments.mine, name="comment_mine"),
    path("newsletter/", newsletter.show, name="newsletter"),
    path("newsletter/check-your-mail/", newsletter.check_your_mail, name="newsletter_check"),
    path("newsletter/confirm/<str:token>/", newsletter.confirm, name="newsletter_confirm"),
    path("newsletter/leave/<str:token>/", newsletter.leave, name="newsletter_leave"),
    path("write/", write.show, name="write"),
    path("write/back/", write.back, name="write_back"),
    path("about/counting/", about.counting, name="counting"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/safety/", about.safety, name="safety"),
    path("about/imprint/", about.imprint, name="imprint"),
]
