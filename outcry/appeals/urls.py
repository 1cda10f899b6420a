"""Addresses of the appeals' desk, below /desk/."""

from django.urls import path

from outcry.appeals.views import case_updates, drafting, embassies, launching, letters, parts

app_name = "appeals_desk"
urlpatterns = [
    path("", drafting.index, name="index"),
    path("new/", drafting.draft, name="draft"),
    path("<int:pk>/", drafting.show, name="appeal"),
    path("<int:pk>/details/", drafting.details, name="details"),
    path("<int:pk>/texts/", drafting.texts, name="texts"),
    path("<int:pk>/demands/", parts.demands, name="demands"),
    path("<int:pk>/timeline/", parts.moments, name="timeline"),
    path("<int:pk>/letters/", letters.versions, name="letters"),
    path("<int:pk>/letters/new/", letters.begin, name="begin_letter"),
    path("<int:pk>/letters/<int:number>/", letters.write, name="letter"),
    path("<int:pk>/letters/<int:number>/approve/", letters.approve, name="approve_letter"),
    path("<int:pk>/addressees/", parts.addressing, name="addressees"),
    path("<int:pk>/addressees/<int:addressee_pk>/remove/", parts.stop_addressing, name="remove_addressee"),
    path("<int:pk>/embassies/", embassies.show, name="embassies"),
    path("<int:pk>/embassies/<int:addressee_pk>/stop/", embassies.stop, name="stop_copies"),
    path("<int:pk>/case/", case_updates.overview, name="case"),
    path("<int:pk>/case/<str:language>/", case_updates.answer, name="case_update"),
    path("<int:pk>/case/<str:language>/publish/", case_updates.publish, name="publish_case_update"),
    path("<int:pk>/propose/", launching.propose, name="propose"),
    path("<int:pk>/launch/", launching.launch, name="launch"),
    path("<int:pk>/deadline/", launching.deadline, name="deadline"),
]
