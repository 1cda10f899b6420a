"""Addresses of this room's desk, below /desk/."""

from django.urls import path

from outcry.audit import views

urlpatterns = [path("log/", views.log, name="audit_desk"), path("log/file/", views.log_file, name="audit_desk_file")]
