package dev.lethe.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Chromium, with or without JavaScript, that looks at pages as a visitor would. {@link #check} is to be called on
 * every page a test visits: it runs axe (WCAG 2.2 AA) and looks at the page on a narrow phone. It keeps screenshots in
 * {@code target/screenshots} of what axe finds wrong and, where they are asked for ({@code ./lethe test --screenshots}), of
 * each that it shows to axe.
 *
 * <p>Not for use by several threads.
 */
public final class Browser implements AutoCloseable {

    /** Whether pages may run scripts. */
    public enum JavaScript {
        ON,
        OFF
    }

    private static final List<String> WCAG = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");
    private static final String AXE = """
            async tags => {
              const results = await axe.run(document, {
                runOnly: { type: 'tag', values: tags }, resultTypes: ['violations']
              });
              return {
                passes: results.passes.length,
                violations: results.violations.map(rule => rule.help + ' (' + rule.id + '): '
                    + rule.nodes.map(node => node.html + ' ' + node.failureSummary).join('; '))
              };
            }
            """;
    private static final int PHONE = 360;
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final boolean SCREENSHOTS_ASKED_FOR = Boolean.getBoolean("lethe.test.screenshots");
    private static final Pattern SCRIPTS = Pattern.compile("<script\\b.*?</script>", Pattern.DOTALL);

    /** One for all tests, for its start takes longer than most of them. It ends with the JVM. */
    private static com.microsoft.playwright.@Nullable Browser running;
    /** One that keeps pages in its memory to come back to (back-forward cache), which drivers of browsers switch off. */
    private static com.microsoft.playwright.@Nullable Browser keeping;

    private final com.microsoft.playwright.Browser chromium;
    private final URI base;
    private final JavaScript javaScript;
    private final BrowserContext context;
    private final Set<String> checked;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private final List<Browser> others = new ArrayList<>();
    private @Nullable Page twin;

    private Browser(com.microsoft.playwright.Browser chromium, URI base, JavaScript javaScript, Set<String> checked) {
        this(
                chromium,
                base,
                javaScript,
                checked,
                chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setBaseURL(base.toString())
                        .setLocale("en-GB")
                        .setViewportSize(1280, 900)
                        .setJavaScriptEnabled(javaScript == JavaScript.ON)));
    }

    private Browser(
            com.microsoft.playwright.Browser chromium,
            URI base,
            JavaScript javaScript,
            Set<String> checked,
            BrowserContext context) {
        this.checked = checked;
        this.chromium = chromium;
        this.base = base;
        this.javaScript = javaScript;
        this.context = context;
        context.setDefaultTimeout(60_000); // only failures take it, and machines can be slow
        page = context.newPage();
        // A policy that forbids what a page needs shows here and nowhere else.
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource"))
                complaints.add(message.text());
        });
        page.onPageError(complaints::add);
    }

    /**
     * Opens a browser that knows nothing yet.
     *
     * @param base where the application answers, as {@code http://localhost:8080}
     * @throws IllegalStateException when there is no browser: one line that says how to get one
     */
    public static Browser open(URI base, JavaScript javaScript) {
        if (running == null) running = started(List.of());
        return new Browser(running, base, javaScript, new HashSet<>());
    }

    /** As {@link #open}, one that keeps pages in its memory to come back to. */
    public static Browser openKeepingPages(URI base, JavaScript javaScript) {
        if (keeping == null) keeping = started(List.of("--disable-back-forward-cache"));
        return new Browser(keeping, base, javaScript, new HashSet<>());
    }

    /** @param without arguments that its driver would start it with */
    private static com.microsoft.playwright.Browser started(List<String> without) {
        Optional<Path> installed = installed();
        Map<String, String> environment = new HashMap<>(System.getenv());
        // With a browser at hand Playwright must not try to download its own.
        if (installed.isPresent()) environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        Playwright playwright = null;
        try {
            Playwright driver = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
            playwright = driver;
            BrowserType.LaunchOptions options = new BrowserType.LaunchOptions().setArgs(ARGUMENTS);
            installed.ifPresent(options::setExecutablePath);
            options.setIgnoreDefaultArgs(without);
            var browser = playwright.chromium().launch(options);
            Runtime.getRuntime().addShutdownHook(new Thread(driver::close));
            return browser;
        } catch (PlaywrightException failure) {
            if (playwright != null) playwright.close();
            throw new IllegalStateException(
                    installed
                            .map(path -> "The browser " + path + " does not start: install another (on Debian: apt-get"
                                    + " install chromium) or name one in LETHE_BROWSER.")
                            .orElse("There is no browser for the tests and none could be downloaded: install Chromium"
                                    + " (on Debian: apt-get install chromium) or name one in LETHE_BROWSER."),
                    failure);
        }
    }

    /** The browser that is configured, or else the first on the path: the one without windows draws the same in less time. */
    private static Optional<Path> installed() {
        String named = System.getProperty("lethe.browser", System.getenv("LETHE_BROWSER"));
        if (named != null && !named.isBlank()) {
            Path path = Path.of(named);
            if (!Files.isExecutable(path))
                throw new IllegalStateException("LETHE_BROWSER names " + path + ", which cannot be run.");
            return Optional.of(path);
        }
        return Stream.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .filter(directory -> !directory.isBlank())
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The browser of somebody else: the same program, with no cookie or page in common. It ends with the first one. */
    public Browser another() {
        Browser other = new Browser(chromium, base, javaScript, checked);
        others.add(other);
        return other;
    }

    /** The page itself, for clicking and typing. */
    public Page page() {
        return page;
    }

    /** Goes to an address of the application and returns the page. */
    public Page visit(String path) {
        page.navigate(path);
        return page;
    }

    /** Clicks the button with this name. */
    public void press(String button) {
        click(page.getByRole(
                com.microsoft.playwright.options.AriaRole.BUTTON,
                new Page.GetByRoleOptions().setName(button).setExact(true)));
    }

    /**
     * Clicks the button that sends a form, and once more when the form then asks whether this is meant: tests fill in faster
     * than people can, but not always.
     */
    public void send(String button) {
        press(button);
        if (text().contains("Please confirm that you want to send this")) press(button);
    }

    /** Follows the link with this name. */
    public void follow(String link) {
        click(page.getByRole(
                        com.microsoft.playwright.options.AriaRole.LINK,
                        new Page.GetByRoleOptions().setName(link).setExact(true))
                .first());
    }

    /** Clicks this. */
    public void click(Locator what) {
        what.click();
        arrive();
    }

    /** Presses Enter in the box with this label. */
    public void enter(String label) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).press("Enter");
        arrive();
    }

    /** A page that is on its way is no page to look at yet: a click is done when its first bytes are there. */
    private void arrive() {
        page.waitForLoadState(LoadState.DOMCONTENTLOADED);
    }

    /** Types into the box with this label, in place of what it holds. */
    public void type(String label, String text) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).fill(text);
    }

    /** Chooses the radio button, or ticks the box, with this label. */
    public void choose(String label) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).check();
    }

    /** Takes the tick out of the box with this label. */
    public void leave(String label) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).uncheck();
    }

    /**
     * Waits until something on the page matches, seen or not. Not by a function: the browser asks a function again by {@code
     * eval}, which the pages' policy forbids, so it waits for nothing that is not so at once.
     *
     * @param selector in CSS
     * @throws com.microsoft.playwright.TimeoutError when nothing matches after a minute
     */
    public void await(String selector) {
        page.locator(selector).first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    }

    /** All that can be read on the page, without its markup. */
    public String text() {
        return page.locator("body").innerText();
    }

    /**
     * Asserts what holds for every page: axe finds nothing wrong and did look, the page fits a narrow phone without
     * scrolling sideways, an error summary comes with "Error:" in the title, and the browser refused nothing. Two
     * screenshots, wide and narrow, are of a page that is not {@link Judged} yet.
     *
     * @param name of the page and its screenshots, as {@code form-with-errors}. What was looked at under this name, here or
     *     in {@link #another} browser, is not looked at again
     */
    public void check(String name) {
        if (!checked.add(name)) return;
        Page looked = javaScript == JavaScript.ON ? page : twin();
        String title = looked.title();
        assertThat(title).as("the title of %s", name).isNotBlank();
        assertThat(title.startsWith("Error: "))
                .as("\"Error:\" in the title of %s exactly when it shows problems: %s", name, title)
                .isEqualTo(looked.locator(".govuk-error-summary").count() > 0);

        String file = name + (javaScript == JavaScript.ON ? "" : "-without-javascript");
        look(looked, name, file);
        looked.setViewportSize(PHONE, 800);
        Object width = looked.evaluate("document.documentElement.scrollWidth");
        look(looked, name + " on a phone", file + "-phone");
        looked.setViewportSize(1280, 900);
        assertThat(((Number) width).intValue())
                .as("the width of %s on a phone, in pixels", name)
                .isLessThanOrEqualTo(PHONE);
        assertThat(complaints).as("what the browser refused at %s", name).isEmpty();
    }

    /** What axe found good already, at this width, it is not shown again. */
    private static void look(Page looked, String name, String file) {
        Judged judged = Judged.asShown(looked);
        if (judged.good()) return;
        if (SCREENSHOTS_ASKED_FOR) shoot(looked, file);
        try {
            examine(looked, name);
        } catch (AssertionError wrong) {
            try {
                shoot(looked, file);
            } catch (PlaywrightException failure) {
                wrong.addSuppressed(failure);
            }
            throw wrong;
        }
        judged.foundGood();
    }

    private static void shoot(Page looked, String file) {
        looked.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(file + ".png"))
                .setFullPage(true));
    }

    /** Keeps a screenshot of the page as it is now, where they are asked for. */
    public void shoot(String name) {
        if (SCREENSHOTS_ASKED_FOR) shoot(page, name);
    }

    /** As axe's own driver does it, in less than half its time: the script goes in once, and only findings come back. */
    private static void examine(Page looked, String name) {
        assertThat(looked.frames())
                .as("the frames of %s, for axe looks at one", name)
                .hasSize(1);
        if (looked.evaluate("typeof axe").equals("undefined")) looked.evaluate(AxeBuilder.getAxeScript());
        var found = (Map<?, ?>) looked.evaluate(AXE, WCAG);
        assertThat((List<?>) found.get("violations"))
                .as("what axe found at %s", name)
                .isEmpty();
        // With scripts off axe finds nothing wrong because it finds nothing at all.
        assertThat((Integer) found.get("passes"))
                .as("how many rules axe saw kept on %s", name)
                .isGreaterThan(5);
    }

    /**
     * The page as it stands, in a second page that may run axe: same address, so that the stylesheet applies, and without
     * its own scripts, so that nothing is enhanced.
     */
    private Page twin() {
        String html = SCRIPTS.matcher(page.content()).replaceAll("");
        if (twin == null) {
            BrowserContext reading = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                    .setLocale("en-GB")
                    .setViewportSize(1280, 900));
            twin = reading.newPage();
        }
        Page copy = twin;
        copy.unrouteAll();
        copy.route(
                url -> url.equals(page.url()),
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/html;charset=UTF-8")
                        .setBody(html)));
        copy.navigate(page.url());
        return copy;
    }

    /** Another tab of the same browser, with the same cookies. */
    public Browser tab() {
        Browser other = new Browser(chromium, base, javaScript, checked, context);
        others.add(other);
        return other;
    }

    /** Whether its pages run scripts. */
    public boolean runsScripts() {
        return javaScript == JavaScript.ON;
    }

    /** Goes back by one page, as with the browser's own button. */
    public void back() {
        page.goBack();
        arrive();
    }

    /** Goes forward by one page, as with the browser's own button. */
    public void forward() {
        page.goForward();
        arrive();
    }

    /** The cookies that the browser holds, by name. */
    public List<String> cookies() {
        return context.cookies().stream().map(cookie -> cookie.name).toList();
    }

    /** Where the application answers. */
    public URI base() {
        return base;
    }

    @Override
    public void close() {
        others.forEach(Browser::close);
        context.close();
        if (twin != null) twin.context().close();
    }
}
