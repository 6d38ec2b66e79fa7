package dev.lethe.ui.forms;

import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.ArchiveForm;
import dev.lethe.command.forms.CloseForm;
import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.ReopenForm;
import dev.lethe.command.forms.SaveDraft;
import dev.lethe.command.forms.events.Condition;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.Identifies;
import dev.lethe.command.forms.events.LawfulBasis;
import dev.lethe.command.forms.events.Layout;
import dev.lethe.command.forms.events.Processing;
import dev.lethe.command.forms.events.SpamControl;
import dev.lethe.shredding.TestClock;
import dev.lethe.ui.Lethe;
import dev.lethe.ui.TestLethe;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application on real PostgreSQL, with forms of the tests' own, at a time that tests can put on. */
final class OpenForms implements AutoCloseable {

    static class Later {
        @Bean
        @Primary
        Clock adjustable() {
            return CLOCK;
        }
    }

    /** The real time, and later when a test wants it so. */
    static final TestClock CLOCK = TestClock.running();

    private final TestLethe lethe;

    OpenForms(Path root, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        if (arguments.stream().noneMatch(argument -> argument.contains("submissions-from-one-address")))
            arguments.add("--lethe.forms.submissions-from-one-address=0");
        lethe = TestLethe.start(
                new SpringApplicationBuilder(Lethe.class, Later.class)
                        .initializers(TestLethe.without("dailyExpiry", "shortLivedExpiry")),
                root,
                arguments.toArray(String[]::new));
    }

    /** A form that was published: its identity and where it is. */
    record Known(FormId id, String slug, String address) {}

    Known publish(FormDefinition form) {
        FormId id = new FormId(UUID.randomUUID());
        String slug = "form-" + id.value();
        FormDefinition own = at(slug, form);
        send(new CreateForm(id, own));
        send(new PublishForm(id, 1));
        lethe.settle();
        return new Known(id, slug, "/forms/" + slug);
    }

    /** A next version of a form whose draft was saved so often before. */
    void publishAgain(Known form, int drafts, FormDefinition next) {
        send(new SaveDraft(form.id(), drafts, at(form.slug(), next)));
        send(new PublishForm(form.id(), drafts + 1));
        lethe.settle();
    }

    /** The same form at another address. */
    Known move(Known form, int drafts, String slug, FormDefinition next) {
        Known moved = new Known(form.id(), slug, "/forms/" + slug);
        publishAgain(moved, drafts, next);
        return moved;
    }

    void close(Known form) {
        send(new CloseForm(form.id()));
    }

    void reopen(Known form) {
        send(new ReopenForm(form.id()));
    }

    void archive(Known form) {
        send(new ArchiveForm(form.id()));
    }

    Object send(Object command) {
        return bean(CommandGateway.class).sendAndWait(command);
    }

    /** Waits until every page shows all that was stored. */
    void settle() {
        lethe.settle();
    }

    <T> T bean(Class<T> type) {
        return lethe.bean(type);
    }

    <T> T bean(String name, Class<T> type) {
        return lethe.bean(name, type);
    }

    /** The database of events, read models and drafts. */
    DataSource events() {
        return lethe.events();
    }

    /** The database of keys. */
    DataSource vault() {
        return lethe.vault();
    }

    JdbcClient database() {
        return JdbcClient.create(lethe.events());
    }

    Visitor visitor() {
        return new Visitor(address());
    }

    /** A member of staff who is signed in, and may build forms and say who reads them. */
    Visitor editor() {
        TestLethe.Member editor = lethe.member("Tom Ellis", Role.ADMINISTRATOR, Role.EDITOR);
        return visitor()
                .open("/sign-in")
                .type("email", editor.email())
                .type("password", editor.password())
                .press("Sign in");
    }

    URI address() {
        return lethe.address();
    }

    static FormDefinition form(Layout layout, Field... fields) {
        return form(layout, List.of("You"), fields);
    }

    static FormDefinition form(Layout layout, List<String> people, Field... fields) {
        return new FormDefinition(
                        "Report a pothole",
                        "report-a-pothole",
                        "Tell us where it is.",
                        people,
                        List.of(fields),
                        "Send report",
                        "We have your report",
                        "We will look at it.",
                        new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "Highways", 30))
                .with(layout)
                // Tests type faster than people, all from one place.
                .with(new SpamControl(0, false));
    }

    /** A required question of the sender. */
    static Field asked(int number, FieldType type, String... choices) {
        return new Field(
                FieldId.of(number), type, "Question " + number, "", true, List.of(choices), null, 0, Identifies.NOBODY);
    }

    /** One that may be left blank. */
    static Field optional(int number, FieldType type, String... choices) {
        return new Field(
                FieldId.of(number),
                type,
                "Question " + number,
                "",
                false,
                List.of(choices),
                null,
                0,
                Identifies.NOBODY);
    }

    static Condition when(int number, String... answers) {
        return new Condition(FieldId.of(number), List.of(answers));
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

    @Override
    public void close() {
        lethe.close();
    }
}
