"""Providers that give a mailbox to anyone who asks: so many people have one there that the domain tells nobody who somebody is."""

_PROVIDERS = """
    126.com 163.com aim.com aol.com bk.ru duck.com fastmail.com fastmail.fm free.fr freemail.hu gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
    googlemail.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr hushmail.com i.ua icloud.com inbox.lv inbox.ru internet.ru laposte.net libero.it
    list.ru live.com live.ru mac.com mail.com mail.ee mail.kz mail.ru mail.ua mailbox.org mailinator.com me.com meta.ua msn.com naver.com o2.pl
    orange.fr outlook.com outlook.de outlook.fr pm.me post.cz posteo.de posteo.net proton.me protonmail.ch protonmail.com qq.com rambler.ru
    rediffmail.com riseup.net rocketmail.com seznam.cz sina.com t-online.de tuta.com tutamail.com tutanota.com tutanota.de ukr.net vk.com web.de wp.pl
    ya.ru yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.es yahoo.fr yahoo.it yandex.by yandex.com yandex.kz yandex.ru yandex.ua
    ymail.com zoho.com
"""
FREE_MAIL = frozenset(_PROVIDERS.split())
