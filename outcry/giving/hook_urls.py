"""Addresses where payment services tell of money that moved: without a language, and no page."""

from django.urls import path

from outcry.giving.views import notices

urlpatterns = [
    path("stripe/", notices.stripe, name="notice_of_stripe"),
    path("paypal/", notices.paypal, name="notice_of_paypal"),
]
