"""Addresses of reviews and comments."""

from django.urls import path

from reviews.views import reviews, suggestions, threads

app_name = "reviews"

R, C = "b/<slug:slug>/reviews/", "b/<slug:slug>/comments/"
urlpatterns = [
    path(R, reviews.review_list, name="review_list"),
    path(f"{R}start/", reviews.review_start, name="review_start"),
    path(f"{R}<int:number>/", reviews.review_detail, name="review_detail"),
    path(f"{R}<int:number>/send/", reviews.review_send, name="review_send"),
    path(f"{R}<int:number>/discard/", reviews.review_drop, name="review_drop"),
    path(f"{C}<slug:kind>/<int:thing_id>/", threads.thread_list, name="thread_list"),
    path(f"{C}<slug:kind>/<int:thing_id>/add/", threads.comment_add, name="comment_add"),
    path(f"{C}<int:comment_id>/remove/", threads.comment_remove, name="comment_remove"),
    path("b/<slug:slug>/threads/<int:thread_id>/reply/", threads.reply_add, name="reply_add"),
    path("b/<slug:slug>/threads/<int:thread_id>/settle/", threads.thread_settle, name="thread_settle"),
    path("b/<slug:slug>/suggestions/<int:suggestion_id>/use/", suggestions.suggestion_use, name="suggestion_use"),
    path("b/<slug:slug>/suggestions/<int:suggestion_id>/keep/", suggestions.suggestion_keep, name="suggestion_keep"),
]
