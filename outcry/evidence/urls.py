"""Addresses of evidence's desk, below /desk/."""

from django.urls import path

from outcry.evidence.views import copies, intake, item, listing

app_name = "evidence_desk"
urlpatterns = [
    path("", listing.index, name="index"),
    path("bundle/", listing.bundle, name="bundle"),
    path("add/", intake.add, name="add"),
    path("capture/", intake.capture, name="capture"),
    path("<slug:public_id>/", item.show, name="item"),
    path("<slug:public_id>/verify/", item.verify, name="verify"),
    path("<slug:public_id>/stamp/", item.stamp, name="stamp"),
    path("<slug:public_id>/download/", item.download, name="download"),
    path("<slug:public_id>/hand-over/", item.hand_over, name="hand_over"),
    path("<slug:public_id>/copy/", copies.make, name="copy_make"),
    path("<slug:public_id>/redact/", copies.redact, name="redact"),
    path("<slug:public_id>/copies/<slug:copy_id>/", copies.show, name="copy"),
    path("<slug:public_id>/copies/<slug:copy_id>/download/", copies.download, name="copy_download"),
    path("<slug:public_id>/copies/<slug:copy_id>/<int:page>.png", copies.page_image, name="copy_page"),
]
