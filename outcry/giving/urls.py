"""Addresses of the desk of giving, below /desk/."""

from django.urls import path

from outcry.giving.views import amounts, appeals, ways

app_name = "giving_desk"
urlpatterns = [
    path("", appeals.index, name="index"),
    path("add/", appeals.add, name="add"),
    path("<int:pk>/", appeals.show, name="appeal"),
    path("<int:pk>/edit/", appeals.edit, name="edit"),
    path("<int:pk>/move/", appeals.move, name="move"),
    path("<int:pk>/expenses/add/", appeals.add_expense, name="add_expense"),
    path("<int:pk>/expenses/<int:expense_pk>/", appeals.edit_expense, name="edit_expense"),
    path("<int:pk>/expenses/<int:expense_pk>/remove/", appeals.remove_expense, name="remove_expense"),
    path("<int:pk>/amounts/", amounts.index, name="amounts"),
    path("<int:pk>/amounts/file/", amounts.as_file, name="amounts_file"),
    path("<int:pk>/amounts/enter/", amounts.enter, name="enter_amount"),
    path("<int:pk>/amounts/import/", amounts.bring_in, name="import_amounts"),
    path("<int:pk>/amounts/convert/", amounts.convert, name="convert_amounts"),
    path("<int:pk>/amounts/<int:amount_pk>/take-back/", amounts.take_back, name="take_back_amount"),
    path("payments/", amounts.assign, name="assign"),
    path("ways/add/", ways.add, name="add_way"),
    path("ways/<int:pk>/", ways.show, name="way"),
    path("ways/<int:pk>/edit/", ways.edit, name="edit_way"),
    path("ways/<int:pk>/approve/", ways.approve, name="approve_way"),
    path("ways/<int:pk>/retire/", ways.retire, name="retire_way"),
]
