package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static dev.lethe.ui.TestForms.optional;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.Wire;
import dev.lethe.ui.Wire.Answer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Whatever is sent to whichever address, by whomever: it is never the service that failed, and the log says nothing. What is
 * sent follows from a seed, another one each time, which is printed; {@code -Dlethe.fuzz.seed=} sends the same again, and
 * {@code -Dlethe.fuzz.requests=} more of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {

    private static final int REQUESTS = Integer.getInteger("lethe.fuzz.requests", 2_500);
    /** On a slow machine they are fewer. */
    private static final long MOST_SECONDS = Math.max(25, REQUESTS / 50);

    private static final String PASSWORD = "otter marmalade lantern";
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern SESSION = Pattern.compile("lethe-staff=([^;]+)");

    /** An address, what methods it takes, and the names of what it looks for. */
    private record Route(String pattern, Set<String> methods, List<String> parameters) {}

    /** Who sends; a stranger has neither cookie nor token. */
    private record Sender(String name, String cookie, String csrf) {}

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN))
                log.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage());
        }
    };
    private TestLethe lethe;
    private URI site;
    private final List<String> ids = new ArrayList<>();
    private final List<String> slugs = new ArrayList<>();
    private List<Route> routes;

    @BeforeAll
    void start(@TempDir Path root) {
        // All of this machine is a proxy that is believed, and its word on the host is not.
        lethe = TestLethe.start(root, "--lethe.proxies=127.0.0.0/8");
        site = lethe.address();
        for (Layout layout : Layout.values()) {
            var known = lethe.publish(form(
                    layout,
                    asked(1, FieldType.SINGLE_LINE),
                    asked(2, FieldType.RADIOS, "A", "B"),
                    optional(3, FieldType.FILE)));
            ids.add(known.id().value().toString());
            slugs.add(known.slug());
        }
        routes = routes();
        // Before there is an administrator there can be nobody else.
        lethe.bean(Staff.class)
                .setUp("Ada King", "first@fuzz.example", Set.of(Role.ADMINISTRATOR), Password.of(PASSWORD));
        var root0 = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        appender.setContext(root0.getLoggerContext());
        appender.start();
        root0.addAppender(appender);
    }

    @AfterAll
    void stop() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(appender);
        lethe.close();
    }

    private Map<RequestMappingInfo, HandlerMethod> mappings() {
        return lethe.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods();
    }

    private List<Route> routes() {
        Map<String, Route> byPattern = new TreeMap<>();
        mappings().forEach((mapping, method) -> {
            Set<String> methods = mapping.getMethodsCondition().getMethods().stream()
                    .map(RequestMethod::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> names = new ArrayList<>();
            for (MethodParameter parameter : method.getMethodParameters()) {
                RequestParam named = parameter.getParameterAnnotation(RequestParam.class);
                if (named == null) continue;
                String name = named.name().isEmpty() ? named.value() : named.name();
                names.add(name.isEmpty() ? parameter.getParameter().getName() : name);
            }
            for (String pattern : mapping.getPatternValues())
                byPattern.put(methods + pattern, new Route(pattern, methods, names));
        });
        return List.copyOf(byPattern.values());
    }

    /** What the outermost filter lets through is what there is. */
    @Test
    void every_route_has_methods_that_are_let_through() {
        Set<String> methods = new TreeSet<>();
        for (Route route : routes) methods.addAll(route.methods());
        assertThat(methods).containsExactlyInAnyOrder("GET", "POST");
    }

    private Sender signedIn(Role role) throws IOException {
        String email = UUID.randomUUID() + "@fuzz.example";
        lethe.bean(Staff.class).setUp("Tom Ellis", email, Set.of(role), Password.of(PASSWORD));
        lethe.settle();
        String body =
                "email=" + URLEncoder.encode(email, StandardCharsets.UTF_8) + "&password=" + PASSWORD.replace(' ', '+');
        Answer answer = Wire.ask(site, head("POST", "/sign-in", body, "application/x-www-form-urlencoded"), body);
        Matcher session = SESSION.matcher(answer.head());
        assertThat(session.find()).as(answer.head()).isTrue();
        String cookie = "lethe-staff=" + session.group(1);
        Answer page = Wire.ask(site, head("GET", "/staff/account", "", null) + "\nCookie: " + cookie, "");
        Matcher token = CSRF.matcher(page.body());
        assertThat(token.find()).as(page.head()).isTrue();
        return new Sender(role.name(), cookie, token.group(1));
    }

    private String head(String method, String path, String body, String type) {
        return method + " " + path + " HTTP/1.1\nHost: localhost:" + site.getPort() + "\nOrigin: " + site
                + (type == null ? "" : "\nContent-Type: " + type)
                + (body.isEmpty() ? "" : "\nContent-Length: " + body.length());
    }

    /** Everything that a request may be made of; all of it follows from the seed. */
    private final class Chance {

        private final Random random;

        Chance(long seed) {
            random = new Random(seed);
        }

        private <T> T one(List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        private boolean often() {
            return random.nextInt(10) < 7;
        }

        /** Without CONNECT, which is for proxies: the container itself says 501, as RFC 9110 has it. */
        private static final List<String> METHODS =
                List.of("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "get");

        private static final List<String> TYPES = Arrays.asList(
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=xx",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/mixed; boundary=xx",
                "application/json",
                "application/json; charset=utf-16",
                "text/plain",
                "*/*",
                "text/*",
                "application/*",
                "x",
                ";",
                "a/b/c",
                "application/x-www-form-urlencoded; charset=nowhere",
                "application/x-www-form-urlencoded; charset=\"",
                null);
        private static final List<String> VALUES = List.of(
                "",
                "x",
                "%00",
                "a%00b",
                "%zz",
                "%",
                "%ff%fe",
                "%ed%a0%80",
                "%f0%9f%98%80",
                "-1",
                "0",
                "1",
                "2147483648",
                "99999999999999999999",
                "1e9",
                "NaN",
                "true",
                "null",
                "2026-02-30",
                "31",
                "..%2f..%2fetc",
                "%3Cscript%3E",
                "%27%20OR%201%3D1",
                "%0d%0aX-Evil%3A%20yes",
                "a%40b.example",
                "q1",
                "none",
                "https%3A%2F%2Fexample.org%2F",
                "https%3A%2F%2F%5B",
                "%7Bx%7D",
                "${x}",
                "%24%7B7*7%7D");
        private static final List<String> OTHER_NAMES = List.of(
                "late",
                "from",
                "form",
                "q1",
                "q2",
                "q3",
                "token",
                "at",
                "seen",
                "confirmed",
                "to",
                "page",
                "size",
                "from-day",
                "from-month",
                "to-year",
                "status",
                "columns",
                "after",
                "before",
                "version",
                "_csrf",
                "_method",
                "madeFrom",
                "file",
                "submission",
                "keep-1",
                "receipt",
                "in",
                "order");
        private static final List<String> GARBAGE = List.of(
                ";a",
                ";a%%5E",
                "%",
                "%zz",
                "%2f",
                "%5c",
                "%00",
                "%ff",
                "//",
                "/../",
                "/./",
                "/%2e%2e/",
                "?",
                "?a=%zz",
                "?%",
                "?=&&=",
                "?a[]=1",
                "%c0%ae",
                "{",
                "^",
                "|",
                "~",
                "*",
                ":",
                "@",
                "/x",
                ".json",
                "%20",
                "%E4%B8%AD",
                "%25",
                "%252f",
                "\\",
                "\"",
                "<",
                "\u00e9");
        private static final List<String> ACCEPTED =
                Arrays.asList(null, "*/*", "text/html", "application/json", "x", "*/x", "a/b;q=2", "", "image/png");

        private String value() {
            return switch (random.nextInt(12)) {
                case 0 -> "%E4%B8%AD".repeat(1 + random.nextInt(1_500));
                case 1 -> "x".repeat(random.nextInt(20_000));
                case 2 -> one(ids);
                case 3 -> one(slugs);
                case 4 ->
                    UUID.nameUUIDFromBytes(new byte[] {(byte) random.nextInt()}).toString();
                default -> one(VALUES);
            };
        }

        private String segment(String variable) {
            if (often())
                return switch (variable) {
                    case "slug" -> one(slugs);
                    default -> one(ids);
                };
            String value = value();
            return value.length() > 3_000 ? value.substring(0, 3_000) : value;
        }

        private String path(Route route) {
            String path = Pattern.compile("\\{([^}:]+)[^}]*}|\\*+")
                    .matcher(route.pattern())
                    .replaceAll(found ->
                            Matcher.quoteReplacement(segment(found.group(1) == null ? "any" : found.group(1))));
            if (random.nextInt(6) == 0) {
                int at = random.nextInt(path.length() + 1);
                path = path.substring(0, at) + one(GARBAGE) + path.substring(at);
            }
            if (!path.startsWith("/")) path = "/" + path;
            if (random.nextInt(3) == 0) path += (path.contains("?") ? "&" : "?") + pairs(route, 3);
            return path.length() > 12_000 ? path.substring(0, 12_000) : path;
        }

        private String pairs(Route route, int most) {
            List<String> pairs = new ArrayList<>();
            for (int i = random.nextInt(most + 1); i >= 0; i--) {
                String name = often() && !route.parameters().isEmpty() ? one(route.parameters()) : one(OTHER_NAMES);
                pairs.add(random.nextInt(15) == 0 ? name : name + "=" + value());
            }
            return String.join("&", pairs);
        }

        private String json() {
            return one(List.of(
                    "",
                    "{}",
                    "[]",
                    "null",
                    "{\"token\":1}",
                    "{\"token\":\"x\",\"answers\":{\"q1\":\"\\u0000\"}}",
                    "{\"token\":\"x\",\"answers\":{\"q1\":[[[[[[1]]]]]]}}",
                    "{\"a\":1e999999}",
                    "{\"a\":\"\\ud800\"}",
                    "{\"token\":\"" + value() + "\"}",
                    "{",
                    "[".repeat(5_000)));
        }

        private String multipart(Route route) {
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(4); i >= 0; i--)
                body.append("--xx\r\nContent-Disposition: form-data; name=\"")
                        .append(often() ? one(OTHER_NAMES) : one(GARBAGE))
                        .append(
                                random.nextBoolean()
                                        ? "\""
                                        : "\"; filename=\"" + one(List.of("", "a.pdf", "\u0000", "../x")) + "\"")
                        .append("\r\n\r\n")
                        .append(one(List.of("", "x", "%PDF-1.4\n%%EOF", "PK\u0003\u0004", value())))
                        .append("\r\n");
            return body + (often() ? "--xx--\r\n" : "");
        }

        private String body(Route route, String type) {
            if (type == null) return often() ? "" : pairs(route, 3);
            if (type.startsWith("multipart")) return multipart(route);
            if (type.startsWith("application/json")) return json();
            return pairs(route, 8);
        }

        private Answer send(Sender sender, List<String> sent) throws IOException {
            Route route = one(routes);
            String method = often() && !route.methods().isEmpty() ? one(List.copyOf(route.methods())) : one(METHODS);
            String path = path(route);
            // A session that ended would see nothing of what comes after.
            if (path.contains("sign-out")) path = "/";
            String type = method.equals("GET") || method.equals("HEAD") ? null : one(TYPES);
            String body = method.equals("GET") || method.equals("HEAD") ? "" : body(route, type);
            if (!sender.csrf().isEmpty() && often() && type != null && type.contains("urlencoded"))
                body += "&_csrf=" + sender.csrf();
            StringBuilder head =
                    new StringBuilder(method + " " + path + " HTTP/1.1\nHost: localhost:" + site.getPort());
            if (type != null) head.append("\nContent-Type: ").append(type);
            String accepted = one(ACCEPTED);
            if (accepted != null) head.append("\nAccept: ").append(accepted);
            if (often())
                head.append("\nOrigin: ").append(often() ? site : one(List.of("null", "https://example.org", "x")));
            if (random.nextInt(20) == 0) head.append("\nExpect: ").append(often() ? "100-continue" : "x");
            if (random.nextInt(20) == 0) head.append("\nRange: bytes=").append(one(List.of("0-", "-1", "5-1", "x")));
            if (random.nextInt(20) == 0) head.append("\nIf-Modified-Since: x\nIf-None-Match: \"");
            if (random.nextInt(20) == 0) head.append("\nX-Forwarded-Host: evil.example\nX-Forwarded-For: x");
            head.append("\nCookie: ")
                    .append(
                            sender.cookie().isEmpty()
                                    ? one(List.of("a=b", "lethe-staff=x", "=;;", "\""))
                                    : sender.cookie());
            if (!body.isEmpty() && random.nextInt(5) == 0) {
                head.append("\nTransfer-Encoding: chunked");
                String size = Integer.toHexString(body.length());
                body = one(List.of(size, size, size, "zz", "-1", "ffffffffff")) + "\r\n" + body + "\r\n0\r\n\r\n";
            } else if (!body.isEmpty() || method.equals("POST"))
                head.append("\nContent-Length: ").append(body.length());
            sent.clear();
            sent.add(sender.name() + ": " + head + "\n\n"
                    + (body.length() > 600 ? body.substring(0, 600) + "… (" + body.length() + ")" : body));
            // Not from where anybody signs in: wrong passwords count by address.
            try (Wire wire = Wire.to(site, "127.0.0.9")) {
                wire.say(head.toString().replace("\n", "\r\n") + "\r\nConnection: close\r\n\r\n" + body)
                        .stop();
                return wire.answer();
            } catch (SocketTimeoutException e) {
                throw new AssertionError("No answer to " + sent, e);
            } catch (IOException refusedBeforeAllWasSent) {
                return new Answer(0, "", "");
            }
        }
    }

    @Test
    void no_address_in_a_page_is_made_of_what_a_request_says() throws IOException {
        Sender administrator = signedIn(Role.ADMINISTRATOR);
        String body = "name=Ada+King&email=ada.king%40fuzz.example&roles=EDITOR&_csrf=" + administrator.csrf();
        Answer page = Wire.ask(
                site,
                head("POST", "/staff/accounts/invite", body, "application/x-www-form-urlencoded") + "\nCookie: "
                        + administrator.cookie()
                        + "\nX-Forwarded-Host: evil.example\nX-Forwarded-Proto: https\nForwarded: host=evil.example",
                body);
        assertThat(page.body()).contains(site + "/accounts/link/").doesNotContain("evil.example");
    }

    /** What other seeds found once. */
    @Test
    void what_made_it_fail_before_does_not_any_more() throws IOException {
        String form = "\nContent-Type: application/x-www-form-urlencoded";
        String chunked = form + "\nTransfer-Encoding: chunked";
        Map<String, String> requests = Map.of(
                "POST /staff?/forms/a%00b/people HTTP/1.1" + form + "\nContent-Length: 0",
                "",
                "GET /api/v1/fo;a%%5Erms HTTP/1.1",
                "",
                "POST /forms/" + slugs.getFirst() + "/copy HTTP/1.1" + chunked,
                "zz\r\nreceipt=x\r\n0\r\n\r\n",
                "POST /forms/" + slugs.getFirst() + "/visit/x HTTP/1.1" + chunked,
                "zz\r\nq1=x\r\n0\r\n\r\n");
        for (var request : requests.entrySet()) {
            log.clear();
            String head = request.getKey() + "\nHost: localhost:" + site.getPort() + "\nConnection: close";
            assertThat(Wire.ask(site, head, request.getValue()).status())
                    .as(head)
                    .isBetween(400, 499);
            assertThat(log).as(head).isEmpty();
        }
    }

    @Test
    void nothing_that_anybody_sends_makes_the_service_fail() throws IOException {
        long seed = Long.getLong("lethe.fuzz.seed", System.nanoTime());
        System.out.println("FuzzTest sends what follows from -Dlethe.fuzz.seed=" + seed);
        var chance = new Chance(seed);
        List<Sender> senders = new ArrayList<>(List.of(new Sender("a stranger", "", "")));
        for (Role role : Role.values()) senders.add(signedIn(role));
        log.clear();
        List<String> wrong = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> sent = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        int number = 0;
        for (; number < REQUESTS && System.nanoTime() < end && wrong.size() < 10; number++) {
            Answer answer = chance.send(senders.get(number % senders.size()), sent);
            statuses.merge(answer.status(), 1, Integer::sum);
            if (answer.status() >= 500 || !log.isEmpty())
                wrong.add(answer.status() + " for " + sent.getFirst() + "\nlog: " + log);
            log.clear();
        }
        System.out.println("FuzzTest sent " + number + " requests, answered with " + statuses);
        assertThat(wrong).as("with -Dlethe.fuzz.seed=" + seed).isEmpty();
    }
}
