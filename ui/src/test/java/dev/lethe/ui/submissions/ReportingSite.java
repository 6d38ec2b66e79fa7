package dev.lethe.ui.submissions;

import dev.lethe.command.accounts.events.AccountId;
import dev.lethe.command.accounts.events.Role;
import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.SaveDraft;
import dev.lethe.command.forms.SetReaders;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import dev.lethe.command.forms.events.LawfulBasis;
import dev.lethe.command.forms.events.Processing;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.ui.Http;
import dev.lethe.ui.TestLethe;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.commandhandling.gateway.CommandGateway;

/** The whole application on real PostgreSQL, with editors, forms and what was sent with them. */
final class ReportingSite implements AutoCloseable {

    private final TestLethe lethe;

    ReportingSite(Path root) {
        lethe = TestLethe.start(root, "--lethe.sign-in.refusals-take=0ms");
        member(Role.ADMINISTRATOR); // without one, nobody else can be set up
    }

    <T> T bean(Class<T> type) {
        return lethe.bean(type);
    }

    URI address() {
        return lethe.address();
    }

    /** Waits until every page shows what has happened. */
    void settle() {
        lethe.settle();
    }

    static FormDefinition form(String title, List<dev.lethe.command.forms.events.Field> fields, String... people) {
        return new FormDefinition(
                title,
                "form-" + UUID.randomUUID(),
                "",
                people.length == 0 ? List.of("You") : List.of(people),
                fields,
                "Send",
                "Thank you",
                "",
                new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "The highways team", null));
    }

    FormVersion publish(FormDefinition form) {
        FormId id = new FormId(UUID.randomUUID());
        CommandGateway commands = bean(CommandGateway.class);
        commands.sendAndWait(new CreateForm(id, form));
        commands.sendAndWait(new PublishForm(id, 1));
        return new FormVersion(id, 1);
    }

    FormVersion publishAgain(FormVersion before, FormDefinition form) {
        CommandGateway commands = bean(CommandGateway.class);
        commands.sendAndWait(new SaveDraft(before.form(), before.version(), form));
        commands.sendAndWait(new PublishForm(before.form(), before.version() + 1));
        return new FormVersion(before.form(), before.version() + 1);
    }

    Outcome.Accepted submit(FormVersion form, Map<String, List<String>> typed) {
        SubmissionIntake intake = bean(SubmissionIntake.class);
        Outcome outcome = intake.submit(form.form(), intake.begin(form), typed);
        if (outcome instanceof Outcome.Accepted accepted) return accepted;
        throw new IllegalStateException("Not accepted: " + outcome);
    }

    /** A member of staff, signed in. */
    Member member(Role... roles) {
        TestLethe.Member account = lethe.member("Ada Example", roles);
        Member member = new Member(account.account(), address());
        member.post("/sign-in", Http.pairs("email", account.email(), "password", account.password()));
        return member;
    }

    void readers(FormId form, Member... members) {
        Set<AccountId> people = new java.util.HashSet<>();
        for (Member member : members) people.add(member.account);
        bean(CommandGateway.class).sendAndWait(new SetReaders(form, people, Set.of()));
        settle();
    }

    static final class Member {

        final AccountId account;
        final Http http;

        Member(AccountId account, URI site) {
            this.account = account;
            http = new Http(site);
        }

        HttpResponse<String> get(String path) {
            return send(http.getting(path), HttpResponse.BodyHandlers.ofString());
        }

        HttpResponse<String> post(String path, List<Map.Entry<String, String>> pairs) {
            return send(http.posting(http.site().resolve(path), pairs), HttpResponse.BodyHandlers.ofString());
        }

        /** Presses the button of a page's form, with what it has hidden. */
        HttpResponse<byte[]> press(String page, List<Map.Entry<String, String>> pairs) {
            return send(pressing(page, pairs), HttpResponse.BodyHandlers.ofByteArray());
        }

        HttpRequest.Builder pressing(String page, List<Map.Entry<String, String>> pairs) {
            List<Map.Entry<String, String>> all = new ArrayList<>(pairs);
            all.add(Map.entry("_csrf", http.token(page)));
            return http.posting(http.site().resolve(page), all);
        }

        <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
            return http.stay(request, body);
        }
    }

    @Override
    public void close() {
        lethe.close();
    }
}
