package dev.lethe.ui;

import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.SaveDraft;
import dev.lethe.command.forms.SetReaders;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.accounts.Accounts;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.vault.TestVault;
import dev.lethe.ui.web.Commands;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/**
 * The whole application in this process, at a port of its own and on fresh databases of real PostgreSQL, with the forms, the
 * people and the time that a test wants.
 *
 * <p>What runs by itself once a day or an hour does not: it would, in the midst of a test that takes long or moves the clock.
 */
public final class TestLethe implements AutoCloseable {

    /** Of every member of staff. */
    public static final String PASSWORD = "otter marmalade lantern";

    /** What is other than in production unless a test says otherwise: tests come from one address, and do not like to wait. */
    private static final String[] SETTINGS = {
        "lethe.forms.submissions-from-one-address=0", "lethe.sign-in.refusals-take=0ms"
    };

    /** The databases that take no connections now. */
    private static final Set<String> AWAY = new HashSet<>();

    private final DataSource events;
    private final DataSource vault;
    private final TestClock clock = TestClock.running();
    private final ServletWebServerApplicationContext application;
    private int members;

    private TestLethe(
            Path root,
            DataSource events,
            DataSource vault,
            Consumer<GenericApplicationContext> more,
            String... settings) {
        this.events = events;
        this.vault = vault;
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--lethe.read-models.patience=60s", // machines can be slow, and tests want to see what they did
                "--lethe.connections.from-one-address=0", // the tests' own clients close none of theirs
                "--lethe.root.directories=" + root));
        TestPostgres.settings(events, vault).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.addAll(Arrays.asList(settings));
        ApplicationContextInitializer<GenericApplicationContext> parts = context -> {
            more.accept(context);
            context.registerBean("adjustable", Clock.class, () -> clock, bean -> bean.setPrimary(true));
            context.addBeanFactoryPostProcessor(factory -> {
                for (String bean : List.of("dailyExpiry", "shortLivedRounds", "vaultSweep", "dailyOrphanSearch"))
                    if (factory.containsBeanDefinition(bean))
                        ((BeanDefinitionRegistry) factory).removeBeanDefinition(bean);
            });
        };
        application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Lethe.class)
                .properties(SETTINGS)
                .initializers(parts)
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new));
    }

    /**
     * Starts it and returns when it answers.
     *
     * @param root where the root of the vault is kept
     * @param settings more of them, as on a command line
     */
    public static TestLethe start(Path root, String... settings) {
        return start(root, TestPostgres.migratedDatabase(), TestPostgres.migratedVault(), settings);
    }

    /** On databases that hold something already, or nothing. They go when it is closed. */
    public static TestLethe start(Path root, DataSource events, DataSource vault, String... settings) {
        return started(new TestLethe(root, events, vault, _ -> {}, settings));
    }

    /** With beans of a test's own besides: of a feature that the product does not have. */
    public static TestLethe with(Path root, Class<?>... beans) {
        return started(new TestLethe(root, TestPostgres.migratedDatabase(), TestPostgres.migratedVault(), context -> {
            for (Class<?> each : beans) context.registerBean(each);
        }));
    }

    /** With a root state that takes next to nothing more: whatever destroys something is refused. */
    public static TestLethe full(Path root) {
        DataSource vault = TestPostgres.migratedVault();
        return started(new TestLethe(
                root,
                TestPostgres.migratedDatabase(),
                vault,
                context -> context.registerBean(
                        "smallVault",
                        KeyVault.class,
                        () -> TestVault.small(
                                context.getBean("vaultDataSource", DataSource.class),
                                root,
                                context.getBean(Clock.class),
                                1_000,
                                100))));
    }

    private static TestLethe started(TestLethe lethe) {
        lethe.settle();
        lethe.members = (int) lethe.bean(Accounts.class).count(); // who is there has an address
        return lethe;
    }

    /** Its pages without a way in: for what is shown before anybody can sign in. */
    public MockMvc pages() {
        return MockMvcBuilders.webAppContextSetup((WebApplicationContext) application)
                .build();
    }

    /** Tells the real time until a test moves it. Events are dated by Axon's, which does not go along. */
    public TestClock clock() {
        return clock;
    }

    public <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    /** All that live in a package or below it. */
    public List<String> beansOf(String packageName) {
        return Arrays.stream(application.getBeanDefinitionNames())
                .filter(name -> {
                    Class<?> type = application.getType(name, false);
                    return type != null && type.getName().startsWith(packageName + ".");
                })
                .toList();
    }

    /** One of several of its type. */
    public <T> T bean(String name, Class<T> type) {
        return application.getBean(name, type);
    }

    /** Where it answers. */
    public URI address() {
        return URI.create("http://localhost:" + application.getWebServer().getPort());
    }

    /** The browser of somebody who was never here. */
    public Client visitor() {
        return new Client(address());
    }

    /** Somebody's command, whoever it is. */
    public <R> R send(Object command) {
        return bean(Commands.class).send(new AccountId(UUID.randomUUID()), command);
    }

    // --- Forms ---

    /** A form that was published: which version of it, and where it is. */
    public record Published(FormVersion version, String slug) {

        public FormId id() {
            return version.form();
        }

        public String address() {
            return "/forms/" + slug;
        }
    }

    /** Publishes a form at an address of its own; nobody may read yet what is sent with it. */
    public Published publish(FormDefinition form) {
        FormId id = new FormId(UUID.randomUUID());
        String slug = "form-" + id.value();
        send(new CreateForm(id, at(slug, form)));
        send(new PublishForm(id, 1));
        settle();
        return new Published(new FormVersion(id, 1), slug);
    }

    /** Publishes the next version of it. */
    public Published publishAgain(Published form, FormDefinition next) {
        return move(form, form.slug(), next);
    }

    /** As {@link #publishAgain}, at another address. */
    public Published move(Published form, String slug, FormDefinition next) {
        int draft = bean(Forms.class).edited(form.id()).orElseThrow().number();
        send(new SaveDraft(form.id(), draft, at(slug, next)));
        int version = send(new PublishForm(form.id(), draft + 1));
        settle();
        return new Published(new FormVersion(form.id(), version), slug);
    }

    private static FormDefinition at(String slug, FormDefinition form) {
        return new FormDefinition(
                form.title(),
                slug,
                form.introduction(),
                form.people(),
                form.fields(),
                form.actionText(),
                form.thankYouHeading(),
                form.thankYouText(),
                form.processing(),
                form.layout(),
                form.sites(),
                form.spamControl());
    }

    // --- What is sent with them ---

    /** What a visitor sends now; the answers are given as names and values in turn. */
    public Outcome.Accepted submit(Published form, String... namesAndValues) {
        SubmissionIntake intake = bean(SubmissionIntake.class);
        return accepted(intake.submit(form.id(), intake.begin(form.version()), typed(namesAndValues)));
    }

    /** As {@link #submit}, as if it had been at that time. */
    public Outcome.Accepted bring(Published form, Instant at, String... namesAndValues) {
        SubmissionId id = new SubmissionId(UUID.randomUUID());
        return accepted(bean(SubmissionIntake.class).bring(id, form.version(), at, typed(namesAndValues)));
    }

    private static Map<String, List<String>> typed(String... namesAndValues) {
        Map<String, List<String>> typed = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2)
            typed.computeIfAbsent(namesAndValues[i], _ -> new ArrayList<>()).add(namesAndValues[i + 1]);
        return typed;
    }

    private static Outcome.Accepted accepted(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) return accepted;
        throw new IllegalStateException("Not accepted: " + outcome);
    }

    // --- Staff ---

    /** Somebody who works there, and signs in with {@link #PASSWORD}. */
    public final class Member {

        private final AccountId account;
        private final String email;
        private @Nullable Client client;

        private Member(AccountId account, String email) {
            this.account = account;
            this.email = email;
        }

        public AccountId account() {
            return account;
        }

        public String email() {
            return email;
        }

        /** Their browser, in which they are signed in. */
        public synchronized Client client() {
            if (client == null) client = new Client(address()).signIn(email, PASSWORD);
            return client;
        }
    }

    /** A new member of staff. If the first is no administrator, there is one besides: there has to be. */
    public Member member(String name, Role... roles) {
        if (members == 0 && !List.of(roles).contains(Role.ADMINISTRATOR)) member("Ada Ministrator", Role.ADMINISTRATOR);
        String email = "member" + ++members + "@lethe.example";
        AccountId account = bean(Staff.class).setUp(name, email, Set.of(roles), Password.of(PASSWORD));
        settle();
        return new Member(account, email);
    }

    /** Says who may read what is sent with a form: these people and everybody with one of these roles. */
    public void readers(Published form, Set<AccountId> people, Role... roles) {
        send(new SetReaders(form.id(), people, Set.of(roles)));
        settle();
    }

    public void readers(Published form, Member... people) {
        readers(form, Arrays.stream(people).map(Member::account).collect(Collectors.toSet()));
    }

    // --- What is stored ---

    /** The database of events and read models. */
    public DataSource events() {
        return events;
    }

    public DataSource vault() {
        return vault;
    }

    /** The {@link #events}, to be asked. */
    public JdbcClient database() {
        return JdbcClient.create(events);
    }

    /**
     * Waits until every page shows all that was stored.
     *
     * @throws IllegalStateException when that takes more than a minute
     */
    public void settle() {
        if (!bean(ReadModels.class).awaitCurrent(Duration.ofMinutes(1)))
            throw new IllegalStateException(
                    "The read models never caught up: " + bean(ReadModels.class).progress());
    }

    /** Lets a database end all its connections and take none, as if it were stopped, until it is {@link #back}. */
    public static void away(DataSource database) {
        String name = JdbcClient.create(database)
                .sql("SELECT current_database()")
                .query(String.class)
                .single();
        AWAY.add(name);
        JdbcClient server = JdbcClient.create(TestPostgres.server().getPostgresDatabase());
        server.sql("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false").update();
        server.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = ?")
                .param(name)
                .query(Long.class)
                .single();
    }

    /** Lets all databases that are away take connections again. */
    public static void back() {
        JdbcClient server = JdbcClient.create(TestPostgres.server().getPostgresDatabase());
        for (String name : AWAY)
            server.sql("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true").update();
        if (AWAY.isEmpty()) return;
        AWAY.clear();
        // A pool hands out a connection that it had back within half a second without asking whether it still lives.
        try {
            Thread.sleep(600);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        application.close();
        TestPostgres.drop(events);
        TestPostgres.drop(vault);
    }
}
