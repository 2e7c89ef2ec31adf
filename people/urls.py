from django.urls import path

from . import indexes, views

urlpatterns = [
    path("people/", views.PersonList.as_view(), name="people"),
    path("people/suggest.json", views.suggest, name="suggest"),
    path("people/<slug:slug>/", views.PersonDetail.as_view(), name="person"),
    path("organizations/", indexes.organization_list, name="organizations"),
    path("organizations/<slug:slug>/", views.OrganizationDetail.as_view(), name="organization"),
    path("organizations/<slug:slug>/holders.json", views.organization_holders, name="organization-holders"),
    path("posts/", indexes.post_list, name="posts"),
    path("posts/<slug:slug>/holders.json", views.post_holders, name="post-holders"),
    path("posts/<slug:slug>/", views.PostDetail.as_view(), name="post"),
]
