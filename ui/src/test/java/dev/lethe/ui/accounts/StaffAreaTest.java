package dev.lethe.ui.accounts;

import static dev.lethe.ui.Client.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.management.ThreadMXBean;
import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.StandingAccount;
import dev.lethe.command.accounts.StandingAccounts;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.submissions.SavedViews;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.query.submissions.Views;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.PeopleSearch;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.VaultException;
import dev.lethe.ui.Browser;
import dev.lethe.ui.Client;
import dev.lethe.ui.Features;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Member;
import dev.lethe.ui.routes.Route;
import dev.lethe.ui.routes.RouteTable;
import dev.lethe.ui.routes.Routes;
import dev.lethe.ui.web.NetworkAddress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.server.PathContainer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

/** The whole application on real PostgreSQL, asked over HTTP. Each test has accounts of its own. */
@ExtendWith(OutputCaptureExtension.class)
class StaffAreaTest {

    private static final String GOOD = TestLethe.PASSWORD;
    private static final String OTHER = "walnut gravel umbrella";
    private static final Pattern LINK = Pattern.compile("https?://[^/]+(/accounts/link/[A-Za-z0-9_-]{43})");

    @TempDir
    static Path root;

    private static TestLethe lethe;
    private static String firstLink;
    private static MockHttpServletResponse unread;
    private static HttpResponse<String> firstShown;
    private static HttpResponse<String> firstWeak;
    private static HttpResponse<String> firstCreated;
    private static final Map<Role, String> EMAILS = new EnumMap<>(Role.class);

    @BeforeAll
    static void start() throws Exception {
        DataSource vault = TestPostgres.migratedVault();
        try (var connection = vault.getConnection();
                var statement = connection.createStatement()) {
            // Whoever writes identifiers shares this lock, and reading them begins by holding it alone
            statement.execute("SELECT pg_advisory_lock_shared(x'6c6574686503'::bigint)");
            lethe = TestLethe.start(root, TestPostgres.migratedDatabase(), vault, "--lethe.proxies=127.0.0.2");
            unread = lethe.pages()
                    .perform(post("/staff/people").param("email", "Ada@example.org"))
                    .andReturn()
                    .getResponse();
        }
        firstLink = lethe.bean(FirstAdministrator.class).link().orElseThrow();
        Client site = site();
        firstShown = site.get(firstLink);
        firstWeak = site.post(firstLink, "name", "Olu Keeper", "email", "olu@lethe.example", "password", "short");
        firstCreated = site.post(firstLink, "name", "Olu Keeper", "email", "olu@lethe.example", "password", GOOD);
        for (Role role : Role.values()) EMAILS.put(role, member(role).email());
    }

    @AfterAll
    static void stop() {
        lethe.close();
    }

    /** Nobody's page does it yet: the vault and the desk can. */
    @Test
    void the_account_of_somebody_who_was_erased_is_suspended_by_the_system_and_its_session_ends() {
        TestLethe.Member gone = lethe.member("Gwen Gone", Role.EDITOR);
        Client session = gone.client();
        assertThat(session.get("/staff").statusCode()).isEqualTo(200);
        UUID enquiry = lethe.bean(PeopleSearch.class)
                .enquire(Identifier.email(gone.email()), Population.STAFF)
                .orElseThrow()
                .id();

        lethe.bean(ErasureDesk.class)
                .erasePerson(
                        new ErasureId(UUID.randomUUID()),
                        enquiry,
                        Map.of(),
                        ErasureOrder.Person.ALL,
                        false,
                        ErasureGround.CONSENT_WITHDRAWN,
                        lethe.member("Olive Officer", Role.PRIVACY_OFFICER).account());

        for (int tries = 0; tries < 3_000 && session.get("/staff").statusCode() == 200; tries++)
            LockSupport.parkNanos(20_000_000);
        assertThat(session.get("/staff").statusCode()).isNotEqualTo(200);
        lethe.settle();
        assertThat(lethe.database()
                        .sql(
                                "SELECT actor IS NULL FROM read_audit.entry WHERE kind = 'account.suspended' AND subject = ?")
                        .param(gone.account().value())
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void a_search_before_the_addresses_are_read_says_how_far_that_is_and_asks_again() throws Exception {
        assertThat(unread.getStatus()).isEqualTo(200);
        Document page = Jsoup.parse(unread.getContentAsString());
        assertThat(page.text()).contains("Not all addresses are read yet").contains("0 of 0 addresses are read");
        Element again = page.selectFirst("form#ask-again");
        assertThat(again.attr("method")).isEqualTo("post");
        assertThat(again.selectFirst("input[name=email]").val()).isEqualTo("Ada@example.org");
        assertThat(page.selectFirst("input[type=email]").val()).isEqualTo("Ada@example.org");
    }

    private static Client site() {
        return lethe.visitor();
    }

    private static URI address() {
        return lethe.address();
    }

    /** Somebody at another address of this machine. */
    private static Client from(String address) {
        return Client.from(address, address());
    }

    private static Member member(Role role) {
        return lethe.member("Ada Example", role);
    }

    private static Staff staff() {
        return lethe.bean(Staff.class);
    }

    private static Client signedIn(String email) {
        Client site = site();
        HttpResponse<String> answer = site.trySignIn(email, GOOD);
        assertThat(location(answer)).isEqualTo("/staff");
        return site;
    }

    private static Client administrator() {
        return signedIn(EMAILS.get(Role.ADMINISTRATOR));
    }

    private static String linkOn(HttpResponse<String> page) {
        lethe.settle(); // it leads somewhere as soon as the read models know it
        Matcher link = LINK.matcher(page.body());
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    // --- The first administrator ---

    @Test
    void the_first_link_only_shows_and_its_post_makes_one_administrator() {
        assertThat(firstShown.statusCode()).isEqualTo(200);
        assertThat(firstShown.body()).contains("Create the first administrator");
        assertThat(firstWeak.statusCode()).isEqualTo(200);
        assertThat(firstWeak.body()).contains("12 characters or more", "Olu Keeper", "olu@lethe.example", "Error:");
        assertThat(location(firstCreated)).isEqualTo("/sign-in?chosen");

        assertThat(lethe.bean(FirstAdministrator.class).link()).isEmpty();
        assertThat(site().get(firstLink).statusCode()).isEqualTo(404);
        assertThat(site().post(firstLink, "name", "Eve", "email", "eve@lethe.example", "password", GOOD)
                        .statusCode())
                .isEqualTo(404);
        assertThat(signedIn("olu@lethe.example").get("/staff/accounts").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_guessed_first_link_leads_nowhere() {
        assertThat(site().get("/accounts/first/" + "A".repeat(43)).statusCode()).isEqualTo(404);
        assertThat(site().get("/accounts/first/x").statusCode()).isEqualTo(404);
    }

    // --- Visitors ---

    @Test
    void visitors_never_get_a_cookie() {
        Client visitor = site();
        List<HttpResponse<String>> answers = List.of(
                visitor.get("/"),
                visitor.get("/sign-in"),
                visitor.get("/nothing-here"),
                visitor.get("/staff"),
                visitor.get("/staff/accounts"),
                visitor.get("/accounts/link/" + "A".repeat(43)),
                visitor.post("/staff/accounts/invite", "name", "Eve"),
                visitor.post("/sign-out"),
                visitor.trySignIn(EMAILS.get(Role.EDITOR), OTHER),
                visitor.trySignIn("nobody@lethe.example", OTHER));
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.headers().map()).doesNotContainKey("set-cookie"));
        assertThat(answers.getFirst().statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_not_listed_is_not_found() {
        assertThat(site().get("/nothing-here").statusCode()).isEqualTo(404);
        assertThat(site().get("/actuator/env").statusCode()).isEqualTo(404);
        assertThat(site().get("/Staff").statusCode()).isEqualTo(404);
        assertThat(site().get("/actuator/health").statusCode()).isEqualTo(200);
    }

    @Test
    void the_staff_area_asks_to_sign_in_and_comes_back() {
        Client site = site();
        assertThat(location(site.get("/staff/accounts"))).isEqualTo("/sign-in?to=/staff/accounts");
        HttpResponse<String> answer = site.post(
                "/sign-in", "email", EMAILS.get(Role.ADMINISTRATOR), "password", GOOD, "to", "/staff/accounts");
        assertThat(location(answer)).isEqualTo("/staff/accounts");
    }

    @Test
    void signing_in_leads_to_no_other_site() {
        for (String elsewhere : List.of("//evil.example", "https://evil.example/staff", "/staff//evil", "/staff/../x"))
            assertThat(location(site().post(
                                    "/sign-in", "email", EMAILS.get(Role.EDITOR), "password", GOOD, "to", elsewhere)))
                    .isEqualTo("/staff");
    }

    // --- Signing in ---

    @Test
    void a_session_has_a_strict_cookie_under_a_new_id_and_pages_that_are_not_kept() {
        Client site = site();
        HttpResponse<String> answer = site.trySignIn(EMAILS.get(Role.EDITOR), GOOD);
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("lethe-staff=")
                .contains("HttpOnly")
                .contains("SameSite=Strict");
        String first = site.cookies().get("lethe-staff");
        site.trySignIn(EMAILS.get(Role.EDITOR), GOOD);
        assertThat(site.cookies().get("lethe-staff")).isNotEqualTo(first);

        HttpResponse<String> home = site.get("/staff");
        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(home.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertThat(home.headers().map()).doesNotContainKey("strict-transport-security"); // it was plain HTTP
    }

    @Test
    void an_unknown_address_and_a_wrong_password_get_the_same_answer() {
        String known = EMAILS.get(Role.PRIVACY_OFFICER);
        HttpResponse<String> wrong = site().trySignIn(known, OTHER);
        HttpResponse<String> unknown = site().trySignIn("nobody@lethe.example", OTHER);
        HttpResponse<String> noAddress = site().trySignIn("no address", OTHER);

        assertThat(wrong.body()).contains("The email address or the password is not right", known);
        assertThat(unknown.statusCode()).isEqualTo(wrong.statusCode());
        assertThat(unknown.body().replace("nobody@lethe.example", known)).isEqualTo(wrong.body());
        assertThat(noAddress.body().replace("no address", known)).isEqualTo(wrong.body());
    }

    @Test
    void an_invited_and_a_suspended_account_get_the_same_answer_too() {
        Member suspended = member(Role.EDITOR);
        staff().suspend(suspended.account(), suspended.account());
        staff().invite("Ida", "ida@lethe.example", Set.of(Role.EDITOR), suspended.account());
        lethe.settle();

        String wrong = site().trySignIn("nobody@lethe.example", OTHER).body();
        assertThat(site().trySignIn(suspended.email(), GOOD).body().replace(suspended.email(), "nobody@lethe.example"))
                .isEqualTo(wrong);
        assertThat(site().trySignIn("ida@lethe.example", GOOD)
                        .body()
                        .replace("ida@lethe.example", "nobody@lethe.example"))
                .isEqualTo(wrong);
    }

    @Test
    void after_ten_wrong_passwords_even_the_right_one_waits_whether_there_is_an_account_or_not() {
        Member member = member(Role.EDITOR);
        for (String email : List.of(member.email(), "nobody-at-all@lethe.example")) {
            for (int i = 0; i < Throttle.FOR_AN_ACCOUNT; i++)
                assertThat(site().trySignIn(email, OTHER).statusCode()).isEqualTo(200);
            HttpResponse<String> answer = site().trySignIn(email, GOOD);
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.body()).contains("too many wrong tries");
        }
    }

    @Test
    void wrong_passwords_from_one_place_keep_nobody_out_at_another() {
        Member member = member(Role.ADMINISTRATOR);
        for (int i = 0; i < Throttle.FOR_AN_ACCOUNT; i++)
            assertThat(from("127.0.2.1").trySignIn(member.email(), OTHER).statusCode())
                    .isEqualTo(200);
        assertThat(from("127.0.2.1").trySignIn(member.email(), GOOD).statusCode())
                .isEqualTo(429);
        assertThat(location(from("127.0.2.2").trySignIn(member.email(), GOOD))).isEqualTo("/staff");
        assertThat(refusals(member)).endsWith("TOO_MANY_TRIES");
        assertThat(from("127.0.2.1").trySignIn(member.email(), GOOD).statusCode())
                .isEqualTo(429);
        assertThat(refusals(member)).as("recorded once").hasSize(Throttle.FOR_AN_ACCOUNT + 1);
    }

    /** Why tries at an account were refused, in their order. */
    private static List<String> refusals(Member member) {
        return new JdbcTemplate(lethe.events())
                        .queryForList(
                                "SELECT payload FROM event WHERE aggregate_id = ? AND payload_type LIKE"
                                        + " '%SignInRefused' ORDER BY sequence",
                                byte[].class, member.account().toString())
                        .stream()
                        .map(payload -> new String(payload, StandardCharsets.UTF_8)
                                .replaceFirst(".*\"why\":\"([A-Z_]+)\".*", "$1"))
                        .toList();
    }

    @Test
    void whoever_has_an_address_of_ipv6_has_no_more_tries_than_one_of_ipv4() {
        Member member = member(Role.EDITOR);
        for (int i = 0; i < Throttle.FOR_AN_ACCOUNT; i++)
            assertThat(from("127.0.0.2")
                            .forwardedFor("2001:db8:1:2::" + i)
                            .trySignIn(member.email(), OTHER)
                            .statusCode())
                    .isEqualTo(200);
        assertThat(from("127.0.0.2")
                        .forwardedFor("2001:db8:1:2:ffff::")
                        .trySignIn(member.email(), GOOD)
                        .statusCode())
                .isEqualTo(429);
        assertThat(location(from("127.0.0.2").forwardedFor("2001:db8:1:3::").trySignIn(member.email(), GOOD)))
                .isEqualTo("/staff");
    }

    @Test
    void after_a_hundred_from_everywhere_only_browsers_that_signed_in_before_get_on() {
        Member member = member(Role.ADMINISTRATOR);
        Client own = from("127.0.3.1");
        assertThat(location(own.trySignIn(member.email(), GOOD))).isEqualTo("/staff");
        Client stolenFromAnother = from("127.0.3.2");
        stolenFromAnother.trySignIn(EMAILS.get(Role.EDITOR), GOOD);
        for (int i = 0; i < Throttle.FROM_EVERYWHERE; i++)
            from("127.0.4." + i / Throttle.FOR_AN_ACCOUNT).trySignIn(member.email(), OTHER);
        assertThat(from("127.0.3.3").trySignIn(member.email(), GOOD).statusCode())
                .isEqualTo(429);
        assertThat(stolenFromAnother.trySignIn(member.email(), GOOD).statusCode())
                .isEqualTo(429);
        assertThat(location(own.trySignIn(member.email(), GOOD))).isEqualTo("/staff");
        for (int i = 0; i < Throttle.FROM_A_DEVICE; i++)
            assertThat(own.trySignIn(member.email(), OTHER).statusCode()).isEqualTo(200);
        assertThat(own.trySignIn(member.email(), GOOD).statusCode())
                .as("its own tries have an end too")
                .isEqualTo(429);
    }

    @Test
    void the_device_cookie_goes_to_the_sign_in_page_only_and_says_nothing_of_anybody() {
        Member member = member(Role.EDITOR);
        String plain = deviceCookie(site().trySignIn(member.email(), GOOD));
        assertThat(plain)
                .contains("; Path=/sign-in;", "; Max-Age=" + 90 * 24 * 60 * 60 + ";", "; HttpOnly", "; SameSite=Strict")
                .doesNotContain("Secure", "Domain");
        assertThat(deviceCookie(from("127.0.0.2").forwardedFor("198.51.100.9").trySignIn(member.email(), GOOD)))
                .contains("; Secure");
        String value = plain.replaceFirst("^[^=]+=([^;]*);.*", "$1");
        String bytes = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.ISO_8859_1);
        for (String known : List.of(member.email(), member.account().toString(), "Ada"))
            assertThat(value + bytes).doesNotContain(known);
        assertThat(bytes).doesNotContain(binary(member.account().value()));
        assertThat(site().get("/cookies").body()).contains("lethe-device", "lethe-staff", "90 days");
    }

    private static String binary(UUID id) {
        return new String(
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array(),
                StandardCharsets.ISO_8859_1);
    }

    private static String deviceCookie(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(DeviceCookies.NAME))
                .findFirst()
                .orElseThrow();
    }

    private static StandingAccount row(Member member) {
        return lethe.bean(StandingAccounts.class).of(member.account()).orElseThrow();
    }

    @Test
    void a_device_is_known_to_the_accounts_that_were_signed_in_to_from_it() {
        DeviceCookies devices = lethe.bean(DeviceCookies.class);
        Member ada = member(Role.EDITOR);
        Member ben = member(Role.EDITOR);
        Client shared = site();
        shared.trySignIn(ada.email(), GOOD);
        assertThat(devices.known(row(ben), shared.cookies().get(DeviceCookies.NAME)))
                .isEmpty();
        shared.trySignIn(ben.email(), GOOD);
        String cookie = shared.cookies().get(DeviceCookies.NAME);
        assertThat(devices.known(row(ada), cookie)).isPresent();
        assertThat(devices.known(row(ben), cookie)).isPresent().isNotEqualTo(devices.known(row(ada), cookie));
        for (int i = 0; i < cookie.length(); i++) {
            if (cookie.charAt(i) == '.' || i % 76 == 74)
                continue; // the last character of each has bits that nobody reads
            String bent = cookie.substring(0, i) + (cookie.charAt(i) == 'A' ? 'B' : 'A') + cookie.substring(i + 1);
            assertThat(devices.known(row(ada), bent).isPresent()
                            && devices.known(row(ben), bent).isPresent())
                    .as("character %d", i)
                    .isFalse();
        }
        for (String none : List.of("", ".", "....", "A", "!", "A".repeat(75), "f".repeat(75), "A".repeat(10_000)))
            assertThat(devices.known(row(ada), none)).isEmpty();
        for (int i = 0; i < DeviceCookies.MOST; i++)
            shared.trySignIn(member(Role.EDITOR).email(), GOOD);
        assertThat(devices.known(row(ben), shared.cookies().get(DeviceCookies.NAME)))
                .as("the last four of those who share a browser")
                .isEmpty();
    }

    @Test
    void a_device_is_known_no_longer_once_the_password_changed_or_the_account_is_suspended() {
        DeviceCookies devices = lethe.bean(DeviceCookies.class);
        Member member = member(Role.EDITOR);
        Client site = signedIn(member.email());
        String cookie = site.cookies().get(DeviceCookies.NAME);
        staff().suspend(member.account(), member.account());
        assertThat(devices.known(row(member), cookie)).isEmpty();
        staff().reinstate(member.account(), member.account());
        assertThat(devices.known(row(member), cookie)).isPresent();
        staff().setUp("Ada Example", member.email(), Set.of(Role.EDITOR), Password.of(OTHER));
        assertThat(devices.known(row(member), cookie)).isEmpty();
    }

    @Test
    void a_device_is_known_for_ninety_days() {
        Member member = member(Role.EDITOR);
        String cookie = signedIn(member.email()).cookies().get(DeviceCookies.NAME);
        Duration days = Duration.ofDays(DeviceCookies.DAYS);
        assertThat(devicesAfter(days.minusMinutes(5)).known(row(member), cookie))
                .isPresent();
        assertThat(devicesAfter(days.plusMinutes(5)).known(row(member), cookie)).isEmpty();
    }

    private static DeviceCookies devicesAfter(Duration time) {
        return new DeviceCookies(staff(), Clock.offset(Clock.systemUTC(), time));
    }

    @Test
    void a_device_is_known_no_longer_once_its_owner_was_erased() {
        Member member = member(Role.EDITOR);
        StandingAccount before = row(member);
        String cookie = signedIn(member.email()).cookies().get(DeviceCookies.NAME);
        DeviceCookies devices = lethe.bean(DeviceCookies.class);
        assertThat(devices.known(before, cookie)).isPresent();

        lethe.bean(ErasureDesk.class)
                .eraseRecord(
                        new ErasureId(UUID.randomUUID()),
                        Set.of(lethe.bean(KeyVault.class)
                                .memberOfStaff(Identifier.email(member.email()))
                                .orElseThrow()
                                .key()),
                        ErasureGround.NO_LONGER_NECESSARY,
                        member.account());

        assertThat(devices.known(before, cookie)).isEmpty();
        assertThat(devices.known(row(member), cookie)).isEmpty();
    }

    private static SignIns signIns(Duration refusalsTake) {
        return new SignIns(
                lethe.bean(KeyVault.class),
                lethe.bean(StandingAccounts.class),
                staff(),
                new Throttle(Clock.systemUTC()),
                lethe.bean(DeviceCookies.class),
                refusalsTake);
    }

    private static SignIns.Outcome wrong(SignIns signIns, String email) {
        return signIns.signIn(email, Password.of(OTHER), NetworkAddress.of("192.0.2.7"), "");
    }

    /** What argon2 takes of memory tells who was hashed for, whatever the clock says. */
    @Test
    void a_password_is_hashed_for_everybody_who_is_refused() {
        Member member = member(Role.EDITOR);
        Member suspended = member(Role.EDITOR);
        staff().suspend(suspended.account(), member.account());
        String invited = "invited-" + UUID.randomUUID() + "@lethe.example";
        staff().invite("Ida", invited, Set.of(Role.EDITOR), member.account());
        lethe.settle();
        SignIns signIns = signIns(Duration.ZERO);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (String email :
                List.of(member.email(), suspended.email(), invited, "nobody-to-hash-for@lethe.example", "no address")) {
            long before = threads.getCurrentThreadAllocatedBytes();
            wrong(signIns, email);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(email)
                    .isGreaterThan(19 * 1024 * 1024);
        }
    }

    /** Or whoever measures could tell that there is an account. */
    @Test
    void a_refusal_does_not_wait_for_its_record() throws Exception {
        Member member = member(Role.EDITOR);
        SignIns signIns = signIns(Duration.ofMillis(1));
        try (Connection holding = lethe.events().getConnection();
                Statement statement = holding.createStatement()) {
            holding.setAutoCommit(false);
            statement.execute("LOCK TABLE event IN EXCLUSIVE MODE"); // which can be read, and not written
            assertThat(CompletableFuture.supplyAsync(() -> wrong(signIns, member.email()))
                            .get(1, TimeUnit.MINUTES))
                    .isInstanceOf(SignIns.Outcome.Refused.class);
            assertThat(refusals(member)).isEmpty();
            holding.rollback();
        }
        for (int i = 0; i < 1_000 && refusals(member).isEmpty(); i++) Thread.sleep(20);
        assertThat(refusals(member)).hasSize(1);
    }

    @Test
    void an_administrator_is_told_of_a_proxy_that_nobody_named() {
        site().forwardedFor("198.51.100.9").trySignIn("nobody@lethe.example", OTHER);
        String line = Jsoup.parse(administrator().get("/staff/health").body())
                .select("#lines tbody tr:contains(LETHE_PROXIES)")
                .text();
        assertThat(line).contains("127.0.0.1", "name it there").doesNotContain("198.51.100.9");
    }

    @Test
    void an_administrator_sees_what_runs_by_itself_and_what_of_it_fails() {
        JdbcClient database = lethe.database();
        assertThat(line("tidying up after all erasures")).contains("Good", "Next at", "Done last");
        database.sql("UPDATE task_record SET failing_since = now() WHERE task = 'moved-keys'")
                .update();
        assertThat(line("ending what was replaced")).contains("Warning", "It fails since");
        database.sql("UPDATE task_record SET failing_since = NULL, put_right_at = now() WHERE task = 'moved-keys'")
                .update();
        assertThat(line("ending what was replaced")).contains("Warning", "was changed");
        database.sql("UPDATE task_record SET put_right_at = NULL WHERE task = 'moved-keys'")
                .update();
        assertThat(line("What runs by itself")).contains("Good", "Waiting to be done once");
    }

    private String line(String what) {
        return Jsoup.parse(administrator().get("/staff/health").body())
                .select("#lines tbody tr:contains(" + what + ")")
                .text();
    }

    /** Only the least can be told without a clock that is right: each takes as long as it has to at least. */
    @Test
    void no_refusal_comes_sooner_than_others_whether_there_is_an_account_or_not() {
        Duration least = Duration.ofMillis(150);
        Member member = member(Role.EDITOR);
        SignIns signIns = signIns(least);
        for (String email : List.of(member.email(), "nobody-there@lethe.example", "no address"))
            for (int i = 0; i < Throttle.FOR_AN_ACCOUNT + 3; i++) {
                long began = System.nanoTime();
                SignIns.Outcome outcome = wrong(signIns, email);
                assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(least.toNanos());
                assertThat(outcome)
                        .isInstanceOf(
                                i < Throttle.FOR_AN_ACCOUNT
                                        ? SignIns.Outcome.Refused.class
                                        : SignIns.Outcome.TooManyTries.class);
            }
    }

    @Test
    void signing_out_ends_the_session() {
        Client site = signedIn(EMAILS.get(Role.EDITOR));
        assertThat(location(site.postFromPage("/staff", "/sign-out"))).isEqualTo("/sign-in?out");
        assertThat(location(site.get("/staff"))).startsWith("/sign-in");
    }

    // --- Roles ---

    @Test
    void each_route_is_open_to_its_roles_and_to_nobody_else() {
        for (Role role : Role.values()) {
            Client site = signedIn(EMAILS.get(role));
            for (Route route : lethe.bean(RouteTable.class).routes()) {
                if (route.everybody() || route.pattern().equals("/sign-out")) continue;
                String path = route.pattern().replace("/**", "");
                boolean allowed = route.roles().isEmpty() || route.roles().contains(role);
                assertThat(site.get(path).statusCode() == 403)
                        .as(role + " at " + path)
                        .isNotEqualTo(allowed);
                assertThat(site().get(path).statusCode())
                        .as("nobody at " + path)
                        .isEqualTo(302);
            }
        }
    }

    /** Whoever adds a page says who may go there, in the same package; until then nobody may. */
    @Test
    void what_answers_at_an_address_has_a_route_of_its_own_feature() {
        Map<String, Class<?>> answers = new TreeMap<>();
        lethe.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, method) -> {
                    if (method.getBeanType()
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath()
                            .contains("test-classes")) return;
                    for (String pattern : mapping.getPatternValues())
                        answers.put(pattern.replaceAll("\\{[^}]*}", "x"), method.getBeanType());
                });
        assertThat(answers)
                .hasSizeGreaterThan(90)
                .containsKeys("/sign-in", "/staff/accounts/x/roles", "/staff/submissions/x/erase", "/error", "/");
        List<Routes> features = Features.that(Routes.class, "dev.lethe.ui");

        answers.forEach((address, controller) -> {
            Optional<Route> counts = lethe.bean(RouteTable.class).routes().stream()
                    .filter(route -> matches(route, address))
                    .findFirst();
            assertThat(counts).as("the route of %s, of %s", address, controller).isPresent();
            assertThat(features.stream()
                            .filter(feature -> feature.routes().contains(counts.get()))
                            .map(feature -> feature.getClass().getPackage()))
                    .as("the feature that says who may go to %s", address)
                    .containsExactly(controller.getPackage());
        });
    }

    private static boolean matches(Route route, String address) {
        return PathPatternParser.defaultInstance.parse(route.pattern()).matches(PathContainer.parsePath(address));
    }

    @Test
    void what_no_feature_names_is_refused_to_everybody_whatever_their_role() {
        for (Role role : Role.values())
            assertThat(signedIn(EMAILS.get(role))
                            .get("/staff/" + UUID.randomUUID())
                            .statusCode())
                    .isEqualTo(403);
        assertThat(site().get("/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
    }

    @Test
    void a_suspension_and_other_roles_count_from_the_next_click() {
        Member member = member(Role.EDITOR);
        Client theirs = signedIn(member.email());
        Client administrator = administrator();
        String page = "/staff/accounts/" + member.account();
        assertThat(theirs.get("/staff/audit").statusCode()).isEqualTo(403);

        assertThat(location(administrator.postFromPage(page, page + "/roles", "roles", "ADMINISTRATOR")))
                .isEqualTo(page + "?roles");
        assertThat(theirs.get("/staff/accounts").statusCode()).isEqualTo(200);
        assertThat(theirs.get("/staff/submissions").statusCode()).isEqualTo(403);

        assertThat(location(administrator.postFromPage(page, page + "/suspend")))
                .isEqualTo(page + "?suspended");
        assertThat(location(theirs.get("/staff"))).startsWith("/sign-in");

        assertThat(location(administrator.postFromPage(page, page + "/reinstate")))
                .isEqualTo(page + "?reinstated");
        assertThat(location(theirs.get("/staff")))
                .as("the session ended for good")
                .startsWith("/sign-in");
        signedIn(member.email());
    }

    // --- Posts ---

    @Test
    void a_post_needs_the_pages_token_and_our_own_page() {
        Client site = administrator();
        assertThat(site.post("/staff/accounts/invite", "name", "Eve").statusCode())
                .isEqualTo(403);
        assertThat(site().postFrom(
                                "https://evil.example", "/sign-in", "email", EMAILS.get(Role.EDITOR), "password", GOOD)
                        .statusCode())
                .isEqualTo(403);
        assertThat(site().postFrom("null", "/sign-in", "email", EMAILS.get(Role.EDITOR), "password", GOOD)
                        .statusCode())
                .isEqualTo(403);
    }

    @Tag("browser")
    @Test
    void what_was_typed_outlives_the_session_and_is_sent_again_after_signing_in() {
        Member member = member(Role.ADMINISTRATOR);
        try (Browser browser = Browser.open(address(), Browser.JavaScript.OFF)) {
            signIn(browser, member);
            browser.visit("/staff/accounts/invite");
            browser.type("Full name", "Tess “Typed” O'Long");
            browser.type("Email address", "tess@lethe.example");
            browser.choose("Editor");
            browser.choose("Privacy officer");
            browser.page().context().clearCookies();
            browser.press("Make the invitation");

            assertThat(browser.text()).contains("Your session has ended", "Nothing was changed");
            browser.check("session-ended");
            Page tab = browser.page()
                    .waitForPopup(() -> browser.follow(lethe.bean(Say.class).text("accounts.session.sign-in")));
            tab.getByLabel("Email address").fill(member.email());
            tab.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
                    .fill(GOOD);
            tab.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Sign in").setExact(true))
                    .click();
            assertThat(tab.url()).endsWith("/staff");

            browser.press("Send it again");
            assertThat(browser.text()).contains("You are signed in", "Nothing was changed");
            browser.check("session-begun-again");
            browser.press("Send it again");
            assertThat(browser.text()).contains("Hand this link over", "Tess “Typed” O'Long");
        }
        String accounts = administrator().get("/staff/accounts").body();
        assertThat(accounts).containsOnlyOnce("tess@lethe.example");
    }

    private static void signIn(Browser browser, Member member) {
        browser.visit("/sign-in");
        browser.type("Email address", member.email());
        browser.type("Password", GOOD);
        browser.press("Sign in");
    }

    @Test
    void a_post_after_the_session_changes_nothing_and_gets_its_fields_back_as_they_were() {
        HttpResponse<String> answer = site().post(
                        "/staff/accounts/invite",
                        "name",
                        "<b>\"Ann\"\r\nB",
                        "roles",
                        "EDITOR",
                        "roles",
                        "ADMINISTRATOR",
                        "_csrf",
                        "old-token");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.body()).doesNotContain("old-token", "role that this page needs");
        Element form = Jsoup.parse(answer.body()).selectFirst("form");
        assertThat(form.attr("action")).isEqualTo("/staff/accounts/invite");
        assertThat(form.attr("method")).isEqualTo("post");
        assertThat(form.select("input[type=hidden]:not([name=_csrf])"))
                .extracting(input -> input.attr("name") + "=" + input.val().replace("\r", ""))
                .containsExactly("name=<b>\"Ann\"\nB", "roles=EDITOR", "roles=ADMINISTRATOR");
    }

    @Test
    void a_page_that_is_older_than_the_session_is_asked_for_one_more_press_and_another_token_is_good_once_sent() {
        Client site = administrator();
        HttpResponse<String> answer = site.post("/staff/account/name", "name", "Ada Again", "_csrf", "old-token");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("You are signed in");
        String token = Jsoup.parse(answer.body())
                .selectFirst("form[action=/staff/account/name] input[name=_csrf]")
                .val();
        assertThat(site.get("/staff/account").body()).doesNotContain("Ada Again");
        assertThat(location(site.post("/staff/account/name", "name", "Ada Again", "_csrf", token)))
                .isEqualTo("/staff/account?named");
    }

    @Test
    void a_password_that_was_typed_after_the_session_is_on_no_page() throws IOException {
        HttpResponse<String> answer = site().post("/staff/account/password", "old", GOOD, "password", OTHER);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("A password is never kept").doesNotContain(GOOD, OTHER, "Send it again");

        Pattern input = Pattern.compile("inputs :: password\\(name='([^']*)'|type=\"password\"[^>]* name=\"([^\"]*)\"");
        try (Stream<Path> templates = Files.walk(Path.of("src/main/resources/templates"))) {
            Set<String> names = new TreeSet<>();
            for (Path template : templates.filter(Files::isRegularFile).toList())
                input.matcher(Files.readString(template))
                        .results()
                        .forEach(found -> names.add(found.group(1) != null ? found.group(1) : found.group(2)));
            assertThat(names).containsExactlyInAnyOrderElementsOf(EndedSessionController.PASSWORDS);
        }
    }

    @Test
    void signing_out_of_a_session_that_has_ended_is_no_problem() {
        assertThat(location(site().post("/sign-out"))).isEqualTo("/sign-in?out");
    }

    @Test
    void f8_what_another_site_sends_is_refused_with_words_for_everybody_and_never_held_to_be_sent_again() {
        Client staff = administrator();
        for (HttpResponse<String> answer : List.of(
                site().postFrom("https://evil.example", "/forms/anything", "name", "Planted"),
                site().postFrom("https://evil.example", "/staff/accounts/invite", "name", "Planted"),
                staff.postFrom("https://evil.example", "/staff/accounts/invite", "name", "Planted"),
                staff.postFrom("null", "/sign-out"))) {
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body())
                    .contains("sent from another website")
                    .doesNotContain("Planted", "role", "Send it again");
        }
        assertThat(staff.get("/staff").statusCode()).isEqualTo(200);
    }

    @Test
    void the_page_of_an_ended_session_is_there_for_refused_posts_only() {
        assertThat(administrator().get("/staff/session-ended").statusCode()).isEqualTo(404);
    }

    // --- Invitations and resets ---

    @Test
    void an_invitation_is_handed_over_shown_and_used_once() {
        Client administrator = administrator();
        HttpResponse<String> invited = administrator.postFromPage(
                "/staff/accounts/invite",
                "/staff/accounts/invite",
                "name",
                "Ivy Invited",
                "email",
                "ivy@lethe.example",
                "roles",
                "EDITOR",
                "roles",
                "PRIVACY_OFFICER");
        String link = linkOn(invited);
        assertThat(invited.headers().firstValue("Cache-Control")).contains("no-store");

        Client ivy = site();
        assertThat(ivy.get(link).body()).contains("Ivy Invited", "ivy@lethe.example");
        assertThat(ivy.get(link).statusCode()).as("looking uses nothing up").isEqualTo(200);
        assertThat(ivy.post(link, "password", "password1234567").body()).contains("too easy to guess");
        assertThat(location(ivy.post(link, "password", GOOD))).isEqualTo("/sign-in?chosen");
        assertThat(ivy.get(link).statusCode()).isEqualTo(404);
        assertThat(ivy.post(link, "password", OTHER).statusCode()).isEqualTo(404);

        Client in = signedIn("ivy@lethe.example");
        assertThat(in.get("/staff/submissions").statusCode()).isEqualTo(200);
        assertThat(in.get("/staff/accounts").statusCode()).isEqualTo(403);
        assertThat(administrator
                        .postFromPage(
                                "/staff/accounts/invite",
                                "/staff/accounts/invite",
                                "name",
                                "Ivy",
                                "email",
                                "IVY@lethe.example",
                                "roles",
                                "EDITOR")
                        .body())
                .contains("There is an account with this email address");
    }

    @Test
    void what_was_typed_into_an_invitation_is_kept_when_something_is_missing() {
        HttpResponse<String> answer = administrator()
                .postFromPage(
                        "/staff/accounts/invite",
                        "/staff/accounts/invite",
                        "name",
                        "Kit Kept",
                        "email",
                        "not an address",
                        "roles",
                        "EDITOR");
        assertThat(answer.body())
                .contains("Kit Kept", "not an address", "in the correct format", "<title>Error:")
                .containsPattern("value=\"EDITOR\"[^>]*checked");
    }

    @Test
    void a_reset_ends_sessions_that_were_begun_with_the_old_password() {
        Member member = member(Role.EDITOR);
        Client theirs = signedIn(member.email());
        String page = "/staff/accounts/" + member.account();
        String link = linkOn(administrator().postFromPage(page, page + "/link"));
        assertThat(theirs.get("/staff").statusCode()).isEqualTo(200);

        assertThat(location(site().post(link, "password", OTHER))).isEqualTo("/sign-in?chosen");

        assertThat(location(theirs.get("/staff"))).startsWith("/sign-in");
        assertThat(site().trySignIn(member.email(), GOOD).statusCode()).isEqualTo(200);
        assertThat(location(site().trySignIn(member.email(), OTHER))).isEqualTo("/staff");
    }

    @Test
    void a_reset_opens_a_sign_in_that_wrong_passwords_had_locked() {
        Member member = member(Role.EDITOR);
        String asTyped = " " + member.email().toUpperCase(Locale.ROOT);
        for (int i = 0; i < Throttle.FOR_AN_ACCOUNT; i++) site().trySignIn(asTyped, OTHER);
        assertThat(site().trySignIn(member.email(), GOOD).statusCode()).isEqualTo(429);
        String page = "/staff/accounts/" + member.account();
        String link = linkOn(administrator().postFromPage(page, page + "/link"));

        site().post(link, "password", "short");
        assertThat(site().trySignIn(member.email(), GOOD).statusCode())
                .as("nothing was chosen yet")
                .isEqualTo(429);
        assertThat(location(site().post(link, "password", OTHER))).isEqualTo("/sign-in?chosen");

        assertThat(location(site().trySignIn(member.email(), OTHER))).isEqualTo("/staff");
    }

    // --- The pages ---

    @Test
    void the_list_opens_names_and_records_the_look_first() {
        Member reader = member(Role.ADMINISTRATOR);
        Client site = signedIn(reader.email());
        assertThat(looksOf(reader)).isEmpty();

        assertThat(site.get("/staff/accounts").body()).contains("Olu Keeper", "olu@lethe.example", "Administrator");

        assertThat(looksOf(reader)).hasSize(1);
        assertThat(looksOf(reader).getFirst())
                .contains("ACCOUNTS")
                .contains(reader.account().toString())
                .doesNotContain("Olu");
    }

    private static List<String> looksOf(Member reader) {
        return new JdbcTemplate(lethe.bean(DataSource.class))
                        .queryForList(
                                "SELECT payload FROM event WHERE payload_type LIKE '%PersonalDataRead'", byte[].class)
                        .stream()
                        .map(payload -> new String(payload, StandardCharsets.UTF_8))
                        .filter(payload -> payload.contains("\"reader\":\"" + reader.account() + "\""))
                        .toList();
    }

    @Test
    void an_unknown_account_is_not_found() {
        assertThat(administrator().get("/staff/accounts/" + UUID.randomUUID()).statusCode())
                .isEqualTo(404);
        assertThat(administrator().get("/staff/accounts/nonsense").statusCode()).isEqualTo(404);
    }

    @Test
    void an_account_keeps_at_least_one_role() {
        Member member = member(Role.EDITOR);
        String page = "/staff/accounts/" + member.account();
        assertThat(administrator().postFromPage(page, page + "/roles").body()).contains("Choose at least one role");
    }

    @Test
    void ones_own_name_and_password_change_and_only_other_sessions_end() {
        Member member = member(Role.EDITOR);
        Client here = signedIn(member.email());
        Client there = signedIn(member.email());

        assertThat(location(here.postFromPage("/staff/account", "/staff/account/name", "name", "Ada Renamed")))
                .isEqualTo("/staff/account?named");
        assertThat(here.get("/staff/account").body()).contains("Ada Renamed");

        assertThat(here.postFromPage("/staff/account", "/staff/account/password", "old", OTHER, "password", OTHER)
                        .body())
                .contains("Your current password is not right");
        assertThat(here.postFromPage("/staff/account", "/staff/account/password", "old", GOOD, "password", "short")
                        .body())
                .contains("12 characters or more");
        assertThat(location(
                        here.postFromPage("/staff/account", "/staff/account/password", "old", GOOD, "password", OTHER)))
                .isEqualTo("/staff/account?password");

        assertThat(here.get("/staff/account").statusCode()).isEqualTo(200);
        assertThat(location(there.get("/staff/account"))).startsWith("/sign-in");
    }

    private static final ViewSettings ALL = new ViewSettings(null, null, null, null, Set.of(), false, null, true, 50);

    private static List<String> namesOfViews(AccountId owner) {
        List<String> names = new ArrayList<>();
        for (Views.ViewRow row : lethe.bean(Views.class).of(owner))
            names.add(
                    lethe.bean(KeyVault.class).open(row.name()) instanceof Opened.Known<ViewName>(ViewName known)
                            ? known.text()
                            : "lost");
        return names;
    }

    @Test
    void another_address_leads_to_the_same_account_and_the_old_one_to_none() {
        Member member = member(Role.EDITOR);
        Client owner = signedIn(member.email());
        String device = owner.cookies().get(DeviceCookies.NAME);
        SavedViews views = lethe.bean(SavedViews.class);
        ViewId first = new ViewId(UUID.randomUUID());
        ViewId renamed = new ViewId(UUID.randomUUID());
        views.save(first, member.account(), "Mondays", ALL);
        views.save(renamed, member.account(), "Tuesdays", ALL);
        views.rename(renamed, member.account(), "Wednesdays");
        Client administrator = administrator();
        String page = "/staff/accounts/" + member.account();
        String email = "moved-" + member.email();

        var changed = administrator.postFromPage(page, page + "/address", "email", email);

        assertThat(location(changed)).isEqualTo(page + "?address");
        lethe.settle();
        assertThat(administrator.page(page).text()).contains(email).doesNotContain(" " + member.email());
        assertThat(owner.get("/staff").statusCode()).as("the session goes on").isEqualTo(200);
        assertThat(lethe.bean(DeviceCookies.class).known(row(member), device)).isPresent();
        assertThat(location(site().trySignIn(email, GOOD))).isEqualTo("/staff");
        assertThat(site().trySignIn(member.email(), GOOD).body()).contains("There is a problem");
        assertThat(namesOfViews(member.account())).containsExactlyInAnyOrder("Mondays", "Wednesdays");
        assertThat(views.save(first, member.account(), "Mondays", ALL)).isEqualTo(new SavedViews.Saving.Kept());
        assertThat(views.save(first, member.account(), "Fridays", ALL)).isEqualTo(new SavedViews.Saving.Changed());
        assertThat(lethe.bean(KeyVault.class).enquire(Identifier.email(member.email()), Population.STAFF))
                .isEmpty();

        // and once more, back to where it was; names and passwords change as ever
        assertThat(staff().changeAddress(member.account(), member.email(), member.account(), () -> {}))
                .isEqualTo(Staff.AddressOutcome.CHANGED);
        lethe.settle();
        var own = owner.postFromPage("/staff/account", "/staff/account/name", "name", "Ada Lovelace");
        assertThat(own.statusCode()).isBetween(300, 399);
        assertThat(location(site().trySignIn(member.email(), GOOD))).isEqualTo("/staff");
        assertThat(namesOfViews(member.account())).containsExactlyInAnyOrder("Mondays", "Wednesdays");
    }

    @Test
    void an_address_that_cannot_be_is_refused_and_kept_in_the_page() {
        Member member = member(Role.EDITOR);
        Member other = member(Role.EDITOR);
        Client administrator = administrator();
        String page = "/staff/accounts/" + member.account();
        Map.of(
                        "",
                        "Enter an email address",
                        "nobody",
                        "in the correct format",
                        member.email(),
                        "This is the email address already",
                        other.email().toUpperCase(Locale.ROOT),
                        "There is an account with this email address")
                .forEach((typed, why) -> {
                    Document refused = Jsoup.parse(administrator
                            .postFromPage(page, page + "/address", "email", typed)
                            .body());
                    assertThat(refused.selectFirst(".govuk-error-summary").text())
                            .contains(why);
                    assertThat(refused.selectFirst("input[name=email]").val()).isEqualTo(typed);
                });
        assertThat(location(site().trySignIn(member.email(), GOOD))).isEqualTo("/staff");
    }

    @Test
    void an_invitation_outlives_another_address() {
        Staff.Handover invited = staff().invite(
                        "Ada Example",
                        "typo@lethe.example",
                        Set.of(Role.EDITOR),
                        member(Role.ADMINISTRATOR).account())
                .orElseThrow();
        assertThat(staff().changeAddress(invited.account(), "right@lethe.example", invited.account(), () -> {}))
                .isEqualTo(Staff.AddressOutcome.CHANGED);
        lethe.settle();
        String link = "/accounts/link/" + invited.link().secret();
        site().post(link, "password", OTHER);
        lethe.settle();
        assertThat(location(site().trySignIn("right@lethe.example", OTHER))).isEqualTo("/staff");
    }

    @Test
    void what_is_kept_while_the_address_changes_is_not_lost() throws Exception {
        Member member = member(Role.EDITOR);
        SavedViews views = lethe.bean(SavedViews.class);
        Set<String> kept = ConcurrentHashMap.newKeySet();
        Thread saving = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 40; i++) {
                try {
                    String name = "View " + i;
                    if (views.save(new ViewId(UUID.randomUUID()), member.account(), name, ALL)
                            instanceof SavedViews.Saving.Kept) kept.add(name);
                } catch (VaultException e) {
                    // told, and nothing was kept
                }
            }
        });
        int changed = 0;
        for (int i = 0; i < 10; i++) {
            try {
                if (staff().changeAddress(member.account(), i + "-" + member.email(), member.account(), () -> {})
                        == Staff.AddressOutcome.CHANGED) changed++;
            } catch (VaultException e) {
                // told, and nothing has changed
            }
        }
        saving.join();
        lethe.settle();
        assertThat(changed).isPositive();
        assertThat(kept).isNotEmpty();
        assertThat(namesOfViews(member.account())).doesNotContain("lost").containsAll(kept);
    }

    @Test
    void names_are_shown_for_accounts_that_there_are_and_words_for_others() {
        Member reader = member(Role.PRIVACY_OFFICER);
        var unknown = new AccountId(UUID.randomUUID());

        Map<AccountId, String> names = lethe.bean(StaffNames.class)
                .shownTo(reader.account(), List.of(reader.account(), unknown, reader.account()));

        assertThat(names)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(reader.account(), "Ada Example", unknown, "Unknown account"));
    }

    // --- Secrets ---

    @Test
    void no_password_address_or_link_is_ever_logged(CapturedOutput output) {
        String secret = "canary password " + UUID.randomUUID();
        String email = "canary-" + UUID.randomUUID() + "@lethe.example";
        Client administrator = administrator();
        String link = linkOn(administrator.postFromPage(
                "/staff/accounts/invite",
                "/staff/accounts/invite",
                "name",
                "Canary Name-9c1",
                "email",
                email,
                "roles",
                "EDITOR"));
        site().post(link, "password", "x" + secret.repeat(9));
        site().post(link, "password", secret);
        site().trySignIn(email, secret + "!");
        site().trySignIn(email, secret);
        site().get(link);

        assertThat(output.getAll())
                .doesNotContain(secret)
                .doesNotContain(email)
                .doesNotContain("Name-9c1")
                .doesNotContain(link.substring(link.lastIndexOf('/') + 1));
    }

    @Test
    void no_page_shows_a_text_that_is_missing() {
        Client administrator = administrator();
        Member member = member(Role.EDITOR);
        String all = List.of(
                        site().get("/sign-in?out"),
                        site().get("/sign-in?chosen"),
                        site().get("/accounts/link/x"),
                        administrator.get("/staff"),
                        administrator.get("/staff/account?named"),
                        administrator.get("/staff/account?password"),
                        administrator.get("/staff/accounts"),
                        administrator.get("/staff/accounts/invite"),
                        administrator.get("/staff/accounts/" + member.account() + "?roles"),
                        administrator.get("/staff/accounts/" + member.account() + "?suspended"),
                        administrator.get("/staff/accounts/" + member.account() + "?reinstated"))
                .stream()
                .map(HttpResponse::body)
                .collect(Collectors.joining());
        assertThat(all).doesNotContain("??").doesNotContain("Sorry, there is a problem");
    }
}
