package dev.lethe.promises;

import dev.lethe.ui.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A browser without JavaScript, reduced to pages, links and forms, for what needs many requests or a server that dies. */
final class Client {

    /** A field's name and value, as a form posts it. */
    record Pair(String name, String value) {}

    private final Http http;

    Client(URI site) {
        http = new Http(site);
    }

    /** The page at this path. Fails when the answer is not 200. */
    Document get(String path) {
        HttpResponse<String> answer = getForAnswer(path);
        if (answer.statusCode() != 200)
            throw new IllegalStateException("GET " + path + " was answered with " + answer.statusCode());
        return page(answer);
    }

    /** What this path is answered with, whatever the status. */
    HttpResponse<String> getForAnswer(String path) {
        return http.follow(http.getting(path), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts a form with these values over what it holds already, and returns the page that follows. */
    Document post(Document page, Element form, List<Pair> typed) {
        HttpResponse<String> answer = postForAnswer(page, form, typed);
        if (answer.statusCode() >= 400)
            throw new IllegalStateException("POST " + form.attr("action") + " was answered with " + answer.statusCode()
                    + ": " + Jsoup.parse(answer.body()).text());
        return page(answer);
    }

    /** As {@link #post}, whatever the status. */
    HttpResponse<String> postForAnswer(Document page, Element form, List<Pair> typed) {
        return http.follow(posting(page, form, typed), HttpResponse.BodyHandlers.ofString());
    }

    /** As {@link #postForAnswer}; where it leads to is not asked for. */
    HttpResponse<String> postWithoutFollowing(Document page, Element form, List<Pair> typed) {
        return http.stay(posting(page, form, typed), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder posting(Document page, Element form, List<Pair> typed) {
        var pairs = new ArrayList<Map.Entry<String, String>>();
        for (Element hidden : form.select("input[type=hidden]"))
            pairs.add(Map.entry(hidden.attr("name"), hidden.val()));
        for (Pair pair : typed) pairs.add(Map.entry(pair.name(), pair.value()));
        URI from = URI.create(page.location());
        URI to = form.hasAttr("action") && !form.attr("action").isEmpty() ? from.resolve(form.attr("action")) : from;
        return http.posting(to, pairs);
    }

    /** Signs a member of staff in. */
    Client signIn(String email, String password) {
        Document page = get("/sign-in");
        Element form = formWith(page, "input[type=password]");
        String emailName = form.selectFirst("input[type=email], input[autocomplete=username]")
                .attr("name");
        String passwordName = form.selectFirst("input[type=password]").attr("name");
        Document next = post(page, form, List.of(new Pair(emailName, email), new Pair(passwordName, password)));
        if (!next.select("input[type=password]").isEmpty())
            throw new IllegalStateException("Not signed in: " + next.title());
        return this;
    }

    /** The first form that holds such an element. */
    static Element formWith(Document page, String selector) {
        for (Element form : page.select("form")) if (form.selectFirst(selector) != null) return form;
        throw new IllegalStateException("No form with " + selector + " at " + page.location() + ": " + page.text());
    }

    /**
     * Fills every question of a visitor's form.
     *
     * @param text what to type into a text question, by its label and type
     */
    static List<Pair> fill(Element form, Function<Question, String> text) {
        var pairs = new ArrayList<Pair>();
        var chosen = new java.util.HashSet<String>();
        for (Element input : form.select("input, textarea, select")) {
            String name = input.attr("name");
            String type =
                    input.normalName().equals("input") ? input.attr("type").toLowerCase() : input.normalName();
            switch (type) {
                case "hidden", "submit", "button", "file" -> {}
                case "radio" -> {
                    if (chosen.add(name)) pairs.add(new Pair(name, input.val()));
                }
                case "checkbox" -> {
                    if (chosen.add(name)) pairs.add(new Pair(name, input.hasAttr("value") ? input.val() : "on"));
                }
                case "select" -> {
                    Element option = input.select("option").stream()
                            .filter(o -> !o.val().isEmpty())
                            .findFirst()
                            .orElseThrow();
                    pairs.add(new Pair(name, option.val()));
                }
                default -> {
                    // The honeypot and the like carry tabindex -1: a person never sees them.
                    if ("-1".equals(input.attr("tabindex"))) pairs.add(new Pair(name, ""));
                    else if (name.endsWith("-day")) pairs.add(new Pair(name, "7"));
                    else if (name.endsWith("-month")) pairs.add(new Pair(name, "3"));
                    else if (name.endsWith("-year")) pairs.add(new Pair(name, "1984"));
                    else if (name.endsWith("-postcode") || label(form, input).matches("(?i).*\\bpostcode"))
                        pairs.add(new Pair(name, "HP20 1UY"));
                    else pairs.add(new Pair(name, text.apply(new Question(label(form, input), type, name))));
                }
            }
        }
        return pairs;
    }

    /** A question that takes text. */
    record Question(String label, String type, String name) {
        /** A value of its type that holds this text where the type allows any text. */
        String answer(String text) {
            return switch (type) {
                case "email" -> text + "@example.org";
                case "tel" -> "01632 960983";
                case "url" -> "https://example.org/" + text;
                case "number" -> "42";
                default -> text;
            };
        }
    }

    private static String label(Element form, Element input) {
        Element label = form.selectFirst("label[for=" + input.id() + "]");
        return label == null ? "" : label.text();
    }

    private static Document page(HttpResponse<String> answer) {
        return Jsoup.parse(answer.body(), answer.uri().toString());
    }
}
