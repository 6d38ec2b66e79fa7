package dev.lethe.ui;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * A browser without scripts: its cookies, and one page with what stands in its inputs, its buttons and its links.
 *
 * <p>There are three ways to use it. What returns an answer follows no redirect, takes every status and leaves the page as it
 * is. What returns the client follows redirects and shows what is answered, whatever the status. What takes a path, a form or a
 * page and returns a page is for tests that are about something else: it fails when the answer is an error.
 *
 * <p>What is typed is given as names and values in turn.
 */
public final class Client {

    private record Pair(String name, String value) {}

    private record Upload(String name, byte[] content) {}

    private final URI site;
    private final @Nullable InetAddress from;
    private final CookieManager cookies = new CookieManager();
    private final Map<HttpClient.Redirect, HttpClient> clients = new EnumMap<>(HttpClient.Redirect.class);
    private final Map<String, Upload> files = new HashMap<>();
    private String forwardedFor = "";
    private Document page = new Document("");
    private HttpResponse<String> answer;

    @SuppressWarnings("NullAway.Init") // the first page brings the answer
    private Client(URI site, @Nullable InetAddress from) {
        this.site = site;
        this.from = from;
    }

    public Client(URI site) {
        this(site, null);
    }

    /** One at another address of this machine, which all begin with 127. */
    public static Client from(String address, URI site) {
        return new Client(URI.create("http://127.0.0.1:" + site.getPort()), InetAddress.ofLiteral(address));
    }

    /** From now on no cookie is kept. */
    public Client withoutCookies() {
        cookies.setCookiePolicy(CookiePolicy.ACCEPT_NONE);
        return this;
    }

    /** From now on posts come as a proxy would forward them from there. */
    public Client forwardedFor(String address) {
        forwardedFor = address;
        return this;
    }

    /** Values by name. */
    public Map<String, String> cookies() {
        return cookies.getCookieStore().getCookies().stream()
                .collect(Collectors.toMap(HttpCookie::getName, HttpCookie::getValue));
    }

    // --- Requests, for whatever is to become of them ---

    public HttpRequest.Builder getting(String path) {
        return HttpRequest.newBuilder(site.resolve(path)).GET();
    }

    /** As somebody would who writes the request by hand, on a page of the site itself. */
    public HttpRequest.Builder posting(String path, String... namesAndValues) {
        return posting(site.resolve(path), site.toString(), pairs(namesAndValues));
    }

    /** As {@link #posting(String, String...)}, with the token that the form of a page holds: without it, staff can change nothing. */
    public HttpRequest.Builder postingFromPage(String page, String path, String... namesAndValues) {
        List<Pair> pairs = pairs(namesAndValues);
        pairs.add(new Pair("_csrf", token(page)));
        return posting(site.resolve(path), site.toString(), pairs);
    }

    /** What a form holds, with these values instead of those that stand in its inputs, whether a browser would allow them or not. */
    public HttpRequest.Builder posting(Element form, String... namesAndValues) {
        return posting(form, address(form, "action"), pairs(namesAndValues));
    }

    /** As {@link #posting(Element, String...)}, the form of the page's button with this text. */
    public HttpRequest.Builder pressing(String text, String... namesAndValues) {
        Element button = page.select("button").stream()
                .filter(each -> each.text().equals(text) && !each.hasAttr("aria-hidden"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No button " + text + " on " + page.text()));
        Element form = button.hasAttr("form") ? page.getElementById(button.attr("form")) : button.closest("form");
        if (form == null) throw new AssertionError("A button without a form: " + text);
        List<Pair> typed = pairs(namesAndValues);
        if (button.hasAttr("name")) typed.add(new Pair(button.attr("name"), button.val()));
        return posting(
                form, button.hasAttr("formaction") ? address(button, "formaction") : address(form, "action"), typed);
    }

    /** Where a form goes; without a word of its own, to where its page came from. */
    private static URI address(Element element, String attribute) {
        String to = element.hasAttr(attribute) ? element.absUrl(attribute) : element.baseUri();
        return URI.create(to.replaceFirst("#.*", ""));
    }

    private HttpRequest.Builder posting(Element form, URI to, List<Pair> typed) {
        List<Pair> pairs = entered(form, typed.stream().map(Pair::name).collect(Collectors.toSet()));
        pairs.addAll(typed);
        return form.attr("enctype").equals("multipart/form-data")
                ? multipart(to, form, pairs)
                : posting(to, site.toString(), pairs);
    }

    private HttpRequest.Builder posting(URI to, String origin, List<Pair> pairs) {
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", origin)
                .POST(BodyPublishers.ofString(encoded(pairs)));
        if (!forwardedFor.isEmpty())
            request.header("X-Forwarded-For", forwardedFor).header("X-Forwarded-Proto", "https");
        return request;
    }

    private HttpRequest.Builder multipart(URI to, Element form, List<Pair> pairs) {
        var body = new ByteArrayOutputStream();
        // As a browser does: what the page carries stands at its beginning.
        for (Pair pair : pairs) part(body, pair.name(), null, pair.value().getBytes(StandardCharsets.UTF_8));
        for (Element input : form.select("input[type=file]")) {
            String name = input.attr("name");
            Upload file = files.getOrDefault(name, new Upload("", new byte[0]));
            part(body, name, file.name(), file.content());
        }
        body.writeBytes("--boundary--\r\n".getBytes(StandardCharsets.US_ASCII));
        files.clear();
        return HttpRequest.newBuilder(to)
                .header("Content-Type", "multipart/form-data; boundary=boundary")
                .header("Origin", site.toString())
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    }

    private static void part(ByteArrayOutputStream body, String name, @Nullable String fileName, byte[] content) {
        String head = "--boundary\r\nContent-Disposition: form-data; name=\"" + name + "\""
                + (fileName == null ? "" : "; filename=\"" + fileName + "\"\r\nContent-Type: application/octet-stream")
                + "\r\n\r\n";
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** What a form holds: all that is hidden, and what stands in its inputs but for those that are typed anew. */
    private static List<Pair> entered(Element form, Set<String> typed) {
        List<Pair> pairs = new ArrayList<>();
        for (Element input : form.select("input[name], textarea[name], select[name]")) {
            String name = input.attr("name");
            String kind = input.normalName().equals("input") ? input.attr("type") : input.normalName();
            if (typed.contains(name) && !kind.equals("hidden")) continue;
            switch (kind) {
                case "radio", "checkbox" -> {
                    if (input.hasAttr("checked")) pairs.add(new Pair(name, input.val()));
                }
                case "select" -> {
                    Element chosen = input.selectFirst("option[selected]");
                    Element option = chosen == null ? input.selectFirst("option") : chosen;
                    if (option != null) pairs.add(new Pair(name, option.val()));
                }
                case "textarea" -> pairs.add(new Pair(name, input.wholeText()));
                case "file" -> {}
                default -> pairs.add(new Pair(name, input.val()));
            }
        }
        return pairs;
    }

    private static List<Pair> pairs(String... namesAndValues) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2)
            pairs.add(new Pair(namesAndValues[i], namesAndValues[i + 1]));
        return pairs;
    }

    private static String encoded(List<Pair> pairs) {
        return pairs.stream()
                .map(pair -> encoded(pair.name()) + "=" + encoded(pair.value()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The token of a page's form. */
    public String token(String page) {
        Element token = parsed(get(page)).selectFirst("input[name=_csrf]");
        if (token == null) throw new IllegalStateException("No token on " + page);
        return token.val();
    }

    // --- Answers ---

    /** The first answer, wherever it would lead. */
    public HttpResponse<String> stay(HttpRequest.Builder request) {
        return stay(request, BodyHandlers.ofString());
    }

    public <T> HttpResponse<T> stay(HttpRequest.Builder request, BodyHandler<T> body) {
        return send(HttpClient.Redirect.NEVER, request, body);
    }

    public HttpResponse<String> get(String path) {
        return stay(getting(path));
    }

    public HttpResponse<String> post(String path, String... namesAndValues) {
        return stay(posting(path, namesAndValues));
    }

    /** As {@link #post}, from a page of another site. */
    public HttpResponse<String> postFrom(String origin, String path, String... namesAndValues) {
        return stay(posting(site.resolve(path), origin, pairs(namesAndValues)));
    }

    /** As {@link #post}, with the token that a page holds. */
    public HttpResponse<String> postFromPage(String page, String path, String... namesAndValues) {
        return stay(postingFromPage(page, path, namesAndValues));
    }

    public HttpResponse<String> trySignIn(String email, String password) {
        return post("/sign-in", "email", email, "password", password);
    }

    /** Where an answer leads on this site; blank when it leads nowhere. */
    public static String location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Location")
                .map(to -> to.replaceFirst("^https?://[^/]+", ""))
                .orElse("");
    }

    private <T> HttpResponse<T> send(HttpClient.Redirect redirects, HttpRequest.Builder request, BodyHandler<T> body) {
        try {
            return client(redirects).send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Most need but one of the two. */
    private synchronized HttpClient client(HttpClient.Redirect redirects) {
        return clients.computeIfAbsent(
                redirects,
                which -> HttpClient.newBuilder()
                        .cookieHandler(cookies)
                        .followRedirects(which)
                        .localAddress(from)
                        .connectTimeout(Duration.ofMinutes(1))
                        .build());
    }

    // --- The page, whatever the status of its answer ---

    public Client open(String path) {
        return shown(getting(path));
    }

    public Client press(String button) {
        return shown(pressing(button));
    }

    /** As {@link #posting(String, String...)}. */
    public Client send(String path, String... namesAndValues) {
        return shown(posting(path, namesAndValues));
    }

    /** Leaves the page without a button, as its script tells the server then. Answers with the status. */
    public int abandon() {
        Element script = page.selectFirst("script[data-keeping]");
        Element form = page.getElementById("journey");
        if (script == null || form == null) throw new AssertionError("Nothing would be kept of " + page.text());
        return stay(posting(address(script, "data-keeping"), site.toString(), entered(form, Set.of())))
                .statusCode();
    }

    /** From a page of the site itself. */
    public Client send(HttpRequest.Builder request) {
        return shown(request.setHeader("Origin", site.toString()));
    }

    private Client shown(HttpRequest.Builder request) {
        answer = send(HttpClient.Redirect.NORMAL, request, BodyHandlers.ofString());
        page = parsed(answer);
        return this;
    }

    private static Document parsed(HttpResponse<String> answer) {
        return Jsoup.parse(answer.body(), answer.uri().toString());
    }

    /** Goes back to a page that was seen before, as a browser keeps it. */
    public Client back(Document earlier) {
        page = earlier.clone();
        return this;
    }

    public Document page() {
        return page;
    }

    public HttpResponse<String> answer() {
        return answer;
    }

    /** What can be read, without the frame around it. */
    public String text() {
        Element main = page.selectFirst("main");
        return main == null ? page.text() : main.text();
    }

    public String heading() {
        Element heading = page.selectFirst("h1");
        return heading == null ? "" : heading.text();
    }

    public List<String> problems() {
        return page.select(".govuk-error-summary li").eachText();
    }

    /** The reference on the page after sending. */
    public String reference() {
        return page.select(".govuk-panel__body strong").text();
    }

    public List<String> buttons() {
        return page.select(".govuk-width-container button:not([aria-hidden])").eachText();
    }

    public boolean has(String name) {
        return page.selectFirst("[name=" + name + "]") != null;
    }

    /** What stands in an input, hidden or not. */
    public String value(String name) {
        Element input = page.selectFirst("[name=" + name + "]");
        if (input == null) throw new AssertionError("No input " + name + " on " + page.text());
        return input.normalName().equals("textarea") ? input.wholeText() : input.val();
    }

    public Client type(String name, String value) {
        Element input = page.selectFirst("input:not([type=hidden])[name=" + name + "], textarea[name=" + name + "]");
        if (input == null) throw new AssertionError("Nowhere to type " + name + " on " + page.text());
        if (input.normalName().equals("textarea")) input.text(value);
        else input.val(value);
        return this;
    }

    public Client choose(String name, String value) {
        Element select = page.selectFirst("select[name=" + name + "]");
        if (select != null) {
            select.select("option").forEach(option -> option.removeAttr("selected"));
            select.select("option").stream()
                    .filter(option -> option.val().equals(value))
                    .findFirst()
                    .orElseThrow()
                    .attr("selected", "");
            return this;
        }
        List<Element> all = page.select("input[name=" + name + "]");
        Element chosen = all.stream()
                .filter(input -> input.val().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No choice " + value + " on " + page.text()));
        if (chosen.attr("type").equals("radio")) all.forEach(input -> input.removeAttr("checked"));
        chosen.attr("checked", "");
        return this;
    }

    public Client attach(String name, String fileName, byte[] content) {
        if (page.selectFirst("input[type=file][name=" + name + "]") == null)
            throw new AssertionError("Nowhere to attach " + name + " on " + page.text());
        files.put(name, new Upload(fileName, content));
        return this;
    }

    // --- Pages of which none may be an error ---

    /** The page at this path. */
    public Document page(String path) {
        open(path);
        if (answer.statusCode() != 200) throw failed(path);
        return page;
    }

    /** The page that follows on {@link #posting(Element, String...)}. */
    public Document submit(Element form, String... namesAndValues) {
        return well(posting(form, namesAndValues));
    }

    /** The page that follows on {@link #pressing}, on a page that was seen before. */
    public Document press(Document earlier, String button, String... namesAndValues) {
        return well(back(earlier).pressing(button, namesAndValues));
    }

    private Document well(HttpRequest.Builder request) {
        shown(request);
        if (answer.statusCode() >= 400) throw failed(request.build().uri().getPath());
        return page;
    }

    private IllegalStateException failed(String path) {
        return new IllegalStateException(path + " was answered with " + answer.statusCode() + ": " + page.text());
    }

    /** Signs a member of staff in. */
    public Client signIn(String email, String password) {
        page("/sign-in");
        press(page, "Sign in", "email", email, "password", password);
        if (page.selectFirst("input[type=password]") != null)
            throw new IllegalStateException("Not signed in: " + page.title());
        return this;
    }

    /** The first form of a page that holds such an element. */
    public static Element formWith(Document page, String selector) {
        for (Element form : page.select("form")) if (form.selectFirst(selector) != null) return form;
        throw new IllegalStateException("No form with " + selector + " at " + page.location() + ": " + page.text());
    }
}
