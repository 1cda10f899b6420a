"""Somebody with a browser, and everything the browser complained about behind her back."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, WebError

from tests.journeys.live_site import LiveSite

PATIENCE_MILLISECONDS = 90_000


class Visitor:
    """One person's browser: its own cookies, one window, one site. `complaints` fills by itself."""

    def __init__(self, browser: Browser, site: LiveSite, *, scripts: bool = True, width: int = 1280, dark: bool = False) -> None:
        self.site = site
        self.scripts = scripts
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=site.address,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        self.context.set_default_timeout(PATIENCE_MILLISECONDS)
        self.context.on("request", self._look_where_it_goes)
        self.context.on("console", self._listen)
        self.context.on("weberror", self._note_error)
        self.page: Page = self.context.new_page()

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(path)
        return self.page

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button of exactly this name."""
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        """Follow the first link of this name."""
        (within or self.page).get_by_role("link", name=name, exact=True).first.click()

    def text(self) -> str:
        """What the page says."""
        return self.page.locator("body").inner_text()

    def cookies(self) -> list[str]:
        """Names of all that this browser holds."""
        return [str(cookie.get("name")) for cookie in self.context.cookies()]

    def width_of_page(self) -> int:
        """In pixels; more than the window means that it scrolls sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    def _look_where_it_goes(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and f"{address.scheme}://{address.netloc}" != self.site.address:
            self.complaints.append(f"a request left for {request.url}")

    def _listen(self, message: ConsoleMessage) -> None:
        # A broken rule of the Content-Security-Policy stands here too, as an error.
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type} on {self.page.url}: {message.text}")

    def _note_error(self, error: WebError) -> None:
        self.complaints.append(f"a script failed on {self.page.url}: {error.error}")
