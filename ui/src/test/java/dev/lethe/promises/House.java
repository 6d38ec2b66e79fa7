package dev.lethe.promises;

import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.SaveDraft;
import dev.lethe.command.forms.SetReaders;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.forms.events.Identifies;
import dev.lethe.command.forms.events.LawfulBasis;
import dev.lethe.command.forms.events.Processing;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.events.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Member;
import dev.lethe.ui.web.Commands;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The whole application in this process, with forms, staff and submissions as a test wants them. */
final class House implements AutoCloseable {

    private final TestLethe lethe;

    House(Path root) {
        lethe = TestLethe.start(root);
        member("Ada Ministrator", Role.ADMINISTRATOR); // there is always one
    }

    URI address() {
        return lethe.address();
    }

    /** The database of events and read models. */
    DataSource rows() {
        return lethe.events();
    }

    <T> T bean(Class<T> type) {
        return lethe.bean(type);
    }

    /** Waits until all that was stored can be read. */
    void caughtUp() {
        lethe.settle();
    }

    Member member(String name, Role... roles) {
        return lethe.member(name, roles);
    }

    Client client(Member member) {
        return new Client(address()).signIn(member.email(), member.password());
    }

    /** An optional question of the sender. */
    static Field question(int number, FieldType type, String label) {
        return new Field(
                FieldId.of(number),
                type,
                label,
                "",
                false,
                List.of(),
                null,
                0,
                type == FieldType.EMAIL ? Identifies.EMAIL : Identifies.NOBODY);
    }

    /** A form about its sender, and about the neighbour if a question is. */
    static FormDefinition form(String title, @Nullable Integer days, Field... questions) {
        boolean two = Arrays.stream(questions).anyMatch(question -> question.person() == 1);
        return new FormDefinition(
                title,
                "form-" + UUID.randomUUID(),
                "",
                two ? List.of("You", "The neighbour") : List.of("You"),
                List.of(questions),
                "Send it",
                "Thank you",
                "",
                new Processing("To help", LawfulBasis.PUBLIC_TASK, "Us", days));
    }

    /** Publishes a form that nobody may read yet. */
    FormVersion publish(FormDefinition form) {
        FormId id = new FormId(UUID.randomUUID());
        AccountId nobody = new AccountId(UUID.randomUUID());
        bean(Commands.class).send(nobody, new CreateForm(id, form));
        bean(Commands.class).send(nobody, new PublishForm(id, 1));
        caughtUp();
        return new FormVersion(id, 1);
    }

    /** Publishes the next version of it. */
    FormVersion publishAgain(FormId form, FormDefinition changed) {
        AccountId nobody = new AccountId(UUID.randomUUID());
        int draft = bean(Forms.class).edited(form).orElseThrow().number();
        bean(Commands.class).send(nobody, new SaveDraft(form, draft, changed));
        int version = bean(Commands.class).send(nobody, new PublishForm(form, draft + 1));
        caughtUp();
        return new FormVersion(form, version);
    }

    void letRead(FormId form, Set<AccountId> people, Role... roles) {
        bean(Commands.class)
                .send(new AccountId(UUID.randomUUID()), new SetReaders(form, people, Set.copyOf(Arrays.asList(roles))));
        caughtUp();
    }

    /** What somebody sent, and the reference that they were given. */
    record Sent(SubmissionId id, String reference) {}

    Sent send(FormVersion form, Instant at, Map<String, String> answers) {
        SubmissionId id = new SubmissionId(UUID.randomUUID());
        Outcome outcome = bean(SubmissionIntake.class)
                .bring(
                        id,
                        form,
                        at,
                        answers.entrySet().stream()
                                .collect(java.util.stream.Collectors.toMap(
                                        Map.Entry::getKey, each -> List.of(each.getValue()))));
        if (!(outcome instanceof Outcome.Accepted accepted)) throw new IllegalStateException("Refused: " + outcome);
        return new Sent(id, accepted.reference());
    }

    @Override
    public void close() {
        lethe.close();
    }
}
