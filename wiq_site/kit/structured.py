"""What pages tell machines (schema.org, JSON-LD); ``root`` is the site's address without the last slash."""

from django.templatetags.static import static
from django.utils import timezone

from wiq_site.kit.site import site

SCHEMA = "https://schema.org"


def organization(root):
    """Return the initiative itself as an Organization."""
    return {
        "@context": SCHEMA,
        "@type": "Organization",
        "name": site().name,
        "description": site().sentence,
        "url": f"{root}/",
        "logo": f"{root}{site().mark[0] if site().mark else static('img/mark.png')}",
        "email": site().contact,
        "areaServed": site().town,
        "sameAs": [address for _name, address in site().links if "://" in address],
    }


def breadcrumbs(root, steps):
    """Return the way from the home page to a page: ``steps`` are (name, path) below the home page."""
    steps = [(site().name, "/"), *steps]
    return {
        "@context": SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(name), "item": f"{root}{path}"}
            for position, (name, path) in enumerate(steps, 1)
        ],
    }


def article(root, post):
    """Return a published post of the blog as an Article."""
    address = f"{root}{post.get_absolute_url()}"
    publisher = organization(root)
    del publisher["@context"]
    author = {"@type": "Person", "name": post.author} if post.author else publisher
    data = {
        "@context": SCHEMA,
        "@type": "Article",
        "headline": post.title,
        "description": post.summary,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": timezone.localtime(post.published_at).isoformat(),
        "dateModified": timezone.localtime(post.updated_at).isoformat(),
        "inLanguage": "de",
        "author": author,
        "publisher": publisher,
        "keywords": [topic.name for topic in post.topic_list],
    }
    if post.image:
        data["image"] = f"{root}{post.image.url}"
    return data
