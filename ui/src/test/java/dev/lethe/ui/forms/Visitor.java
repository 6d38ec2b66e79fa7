package dev.lethe.ui.forms;

import dev.lethe.ui.Http;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** A browser without scripts, reduced to one page: what stands in its inputs, its buttons and its links. */
final class Visitor {

    /** A file as a browser sends it. */
    record Upload(String name, byte[] content) {}

    private final Http http;
    private final Map<String, Upload> files = new HashMap<>();
    private Document page = new Document("");
    private HttpResponse<String> answer;

    @SuppressWarnings("NullAway.Init") // the first page brings it
    Visitor(URI site) {
        http = new Http(site);
    }

    /** What is answered first, wherever it would lead. */
    HttpResponse<String> stay(HttpRequest.Builder request) {
        return http.stay(request, HttpResponse.BodyHandlers.ofString());
    }

    /** From now on no cookie is kept. */
    Visitor withoutCookies() {
        http.keepNoCookies();
        return this;
    }

    Visitor open(String path) {
        return shown(http.getting(path));
    }

    Document page() {
        return page;
    }

    /** Goes back to a page that was seen before, as a browser keeps it. */
    Visitor page(Document earlier) {
        page = earlier.clone();
        return this;
    }

    HttpResponse<String> answer() {
        return answer;
    }

    /** What can be read, without the frame around it. */
    String text() {
        Element main = page.selectFirst("main");
        return main == null ? page.text() : main.text();
    }

    String heading() {
        Element heading = page.selectFirst("h1");
        return heading == null ? "" : heading.text();
    }

    List<String> problems() {
        return page.select(".govuk-error-summary li").eachText();
    }

    /** The reference on the page after sending. */
    String reference() {
        return page.select(".govuk-panel__body strong").text();
    }

    /** What stands in an input, hidden or not. */
    String value(String name) {
        Element input = page.selectFirst("[name=" + name + "]");
        if (input == null) throw new AssertionError("No input " + name + " on " + page.text());
        return input.normalName().equals("textarea") ? input.wholeText() : input.val();
    }

    boolean has(String name) {
        return page.selectFirst("[name=" + name + "]") != null;
    }

    Visitor type(String name, String value) {
        Element input = page.selectFirst("input:not([type=hidden])[name=" + name + "], textarea[name=" + name + "]");
        if (input == null) throw new AssertionError("Nowhere to type " + name + " on " + page.text());
        if (input.normalName().equals("textarea")) input.text(value);
        else input.val(value);
        return this;
    }

    Visitor choose(String name, String value) {
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

    Visitor leave(String name, String value) {
        page.select("input[name=" + name + "]").stream()
                .filter(input -> input.val().equals(value))
                .forEach(input -> input.removeAttr("checked"));
        return this;
    }

    Visitor attach(String name, String fileName, byte[] content) {
        if (page.selectFirst("input[type=file][name=" + name + "]") == null)
            throw new AssertionError("Nowhere to attach " + name + " on " + page.text());
        files.put(name, new Upload(fileName, content));
        return this;
    }

    List<String> buttons() {
        return page.select(".govuk-width-container button:not([aria-hidden])").eachText();
    }

    /** Presses the button with this text. */
    Visitor press(String text) {
        Element button = page.select("button").stream()
                .filter(each -> each.text().equals(text) && !each.hasAttr("aria-hidden"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No button " + text + " on " + page.text()));
        Element form = button.hasAttr("form") ? page.getElementById(button.attr("form")) : button.closest("form");
        if (form == null) throw new AssertionError("A button without a form: " + text);
        List<Map.Entry<String, String>> pairs = entered(form);
        if (button.hasAttr("name")) pairs.add(Map.entry(button.attr("name"), button.val()));
        URI to = URI.create(page.location())
                .resolve(
                        button.hasAttr("formaction")
                                ? button.attr("formaction").replaceFirst("#.*", "")
                                : form.attr("action"));
        return form.attr("enctype").equals("multipart/form-data") ? multipart(to, form, pairs) : urlEncoded(to, pairs);
    }

    /** Leaves the page without a button, as its script tells the server then. Answers with the status. */
    int abandon() {
        Element script = page.selectFirst("script[data-keeping]");
        Element form = page.getElementById("journey");
        if (script == null || form == null) throw new AssertionError("Nothing would be kept of " + page.text());
        URI to = URI.create(page.location()).resolve(script.attr("data-keeping"));
        return stay(http.posting(to, entered(form))).statusCode();
    }

    /** Sends what the page holds as somebody would who writes the request by hand. */
    Visitor post(String path, String... namesAndValues) {
        return urlEncoded(http.site().resolve(path), Http.pairs(namesAndValues));
    }

    /** What this address is answered with. */
    HttpResponse<byte[]> bytes(String path) {
        return http.follow(http.getting(path), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Whether the answer from this address ends before it is whole, so that any browser notices. */
    boolean breaksOff(String path) {
        try {
            return bytes(path).statusCode() >= 500;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    Visitor send(HttpRequest.Builder request) {
        return shown(request.header("Origin", http.site().toString()));
    }

    private List<Map.Entry<String, String>> entered(Element form) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (Element input : form.select("input[name], textarea[name], select[name]")) {
            String name = input.attr("name");
            switch (input.normalName().equals("input") ? input.attr("type") : input.normalName()) {
                case "radio", "checkbox" -> {
                    if (input.hasAttr("checked")) pairs.add(Map.entry(name, input.val()));
                }
                case "select" -> {
                    Element option = input.selectFirst("option[selected]");
                    pairs.add(Map.entry(name, option == null ? "" : option.val()));
                }
                case "textarea" -> pairs.add(Map.entry(name, input.wholeText()));
                case "file" -> {}
                default -> pairs.add(Map.entry(name, input.val()));
            }
        }
        return pairs;
    }

    private Visitor urlEncoded(URI to, List<Map.Entry<String, String>> pairs) {
        return shown(http.posting(to, pairs));
    }

    private Visitor multipart(URI to, Element form, List<Map.Entry<String, String>> pairs) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        // As a browser does: what the page carries stands at its beginning.
        for (var pair : pairs) part(body, pair.getKey(), null, pair.getValue().getBytes(StandardCharsets.UTF_8));
        for (Element input : form.select("input[type=file]")) {
            String name = input.attr("name");
            Upload file = files.getOrDefault(name, new Upload("", new byte[0]));
            part(body, name, file.name(), file.content());
        }
        body.writeBytes("--boundary--\r\n".getBytes(StandardCharsets.US_ASCII));
        files.clear();
        return send(HttpRequest.newBuilder(to)
                .header("Content-Type", "multipart/form-data; boundary=boundary")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private static void part(ByteArrayOutputStream body, String name, @Nullable String fileName, byte[] content) {
        String head = "--boundary\r\nContent-Disposition: form-data; name=\"" + name + "\""
                + (fileName == null ? "" : "; filename=\"" + fileName + "\"\r\nContent-Type: application/octet-stream")
                + "\r\n\r\n";
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private Visitor shown(HttpRequest.Builder request) {
        answer = http.follow(request, HttpResponse.BodyHandlers.ofString());
        page = Jsoup.parse(answer.body(), answer.uri().toString());
        return this;
    }
}
