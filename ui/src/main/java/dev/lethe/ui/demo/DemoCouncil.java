package dev.lethe.ui.demo;

import dev.lethe.command.accounts.Password;
import dev.lethe.command.accounts.Staff;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.PublishedForms;
import dev.lethe.command.forms.SetReaders;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.Outcome;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.accounts.Accounts;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.projections.ReadModels;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.StaffDirectory;
import dev.lethe.ui.control.Output;
import dev.lethe.ui.control.TaskFailedException;
import dev.lethe.ui.web.Commands;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Fills an installation with a believable council: staff, forms, and submissions that arrived over the last half-year.
 *
 * <p>Every id is made from what it is the id of, and what is there already is left alone: interrupted anywhere, the next
 * call goes on from there, and nothing is ever there twice. Whoever was erased stays erased.
 */
@Component
public class DemoCouncil {

    private static final int SUBMISSIONS = 320;
    private static final int DAYS = 180;
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final String PASSWORD_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private final StaffDirectory vault;
    private final Accounts accounts;
    private final Staff staff;
    private final Commands commands;
    private final PublishedForms published;
    private final Forms forms;
    private final Submissions submissions;
    private final SubmissionIntake intake;
    private final ReadModels readModels;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    DemoCouncil(
            StaffDirectory vault,
            Accounts accounts,
            Staff staff,
            Commands commands,
            PublishedForms published,
            Forms forms,
            Submissions submissions,
            SubmissionIntake intake,
            ReadModels readModels,
            Clock clock) {
        this.vault = vault;
        this.accounts = accounts;
        this.staff = staff;
        this.commands = commands;
        this.published = published;
        this.forms = forms;
        this.submissions = submissions;
        this.intake = intake;
        this.readModels = readModels;
        this.clock = clock;
    }

    /** Somebody who works there. */
    private record Member(String name, String email, Role role, String title) {}

    private static final List<Member> MEMBERS = List.of(
            new Member("Priya Shah", "administrator@council.example", Role.ADMINISTRATOR, "Administrator"),
            new Member("Tom Ellis", "editor@council.example", Role.EDITOR, "Editor"),
            new Member("Grace Okafor", "privacy@council.example", Role.PRIVACY_OFFICER, "Privacy officer"));

    /**
     * Fills in what is missing, gives the staff new passwords, and prints them.
     *
     * @throws TaskFailedException when somebody else's accounts or forms are here and none of this council's; nothing has
     *     changed then
     */
    public void fill(Output output) {
        caughtUp();
        refuseOthers();
        List<String> lines = new ArrayList<>();
        AccountId editor = null;
        AccountId administrator = null;
        for (Member member : MEMBERS) {
            String password = password();
            AccountId account =
                    staff.setUp(member.name(), member.email(), Set.of(member.role()), Password.of(password));
            if (member.role() == Role.EDITOR) editor = account;
            if (member.role() == Role.ADMINISTRATOR) administrator = account;
            lines.add("  %-16s  %-30s  %s".formatted(member.title(), member.email(), password));
        }
        if (editor == null || administrator == null)
            throw new IllegalStateException("The council has no editor or no administrator");
        publishForms(editor, administrator);
        bringSubmissions(output);
        caughtUp();
        output.line("");
        output.line("The staff of the demonstration council, with new passwords:");
        lines.forEach(output::line);
        output.line("");
    }

    /** Invented people among a real council's would be told apart by nobody, and the demonstration's accounts would let in. */
    private void refuseOthers() {
        var ours = Arrays.stream(DemoForm.values()).map(DemoForm::id).toList();
        var published = forms.all();
        boolean nothing = accounts.none() && published.isEmpty();
        if (nothing
                || published.stream().anyMatch(form -> ours.contains(form.form()))
                || MEMBERS.stream().anyMatch(this::isHere)) return;
        throw new TaskFailedException("There are accounts or forms here that are not the demonstration's."
                + " Leave --demo out, or name a new data directory with --data=");
    }

    private boolean isHere(Member member) {
        return vault.memberOfStaff(Identifier.email(member.email()))
                .flatMap(found -> accounts.byId(new AccountId(found.account())))
                .isPresent();
    }

    private void publishForms(AccountId editor, AccountId administrator) {
        for (DemoForm form : DemoForm.values()) {
            // The event store knows at once; the read model tells drafts that an interruption left unpublished.
            if (published.definition(new FormVersion(form.id(), 1)).isPresent()) continue;
            if (forms.edited(form.id()).isEmpty()) commands.send(editor, new CreateForm(form.id(), form.definition()));
            commands.send(editor, new PublishForm(form.id(), 1));
            commands.send(administrator, new SetReaders(form.id(), Set.of(), Set.of(Role.EDITOR)));
        }
    }

    private void bringSubmissions(Output output) {
        var residents = new Residents();
        var pace = new Random(20_260_902);
        Instant now = clock.instant();
        int brought = 0;
        for (int i = 0; i < SUBMISSIONS; i++) {
            DemoForm form = form(pace.nextInt(100));
            // Days go forward with the numbers, more or less evenly; hours are those at which people write to a
            // council.
            LocalDate day =
                    now.atZone(LONDON).toLocalDate().minusDays(1 + (long) DAYS * (SUBMISSIONS - i) / SUBMISSIONS);
            Instant at = day.atTime(7 + pace.nextInt(15), pace.nextInt(60), pace.nextInt(60))
                    .atZone(LONDON)
                    .toInstant();
            var typed = residents.answers(form, day);
            var id = new SubmissionId(DemoForm.id("submission " + i));
            if (submissions.byId(id).isPresent()) continue;
            Outcome outcome = intake.bring(id, new FormVersion(form.id(), 1), at, typed);
            if (outcome instanceof Outcome.Invalid invalid) {
                throw new IllegalStateException(
                        "The form " + form + " refuses " + invalid.problems().keySet());
            }
            if (++brought % 80 == 0)
                output.progress("Submissions of the demonstration council: " + (i + 1) + " of " + SUBMISSIONS);
        }
    }

    private static DemoForm form(int percent) {
        if (percent < 38) return DemoForm.MISSED_BIN;
        if (percent < 63) return DemoForm.CONTACT;
        if (percent < 83) return DemoForm.PARKING_PERMIT;
        if (percent < 93) return DemoForm.BLUE_BADGE;
        return DemoForm.CONCERN;
    }

    private void caughtUp() {
        if (!readModels.awaitCurrent(Duration.ofMinutes(5))) {
            throw new IllegalStateException("The read models do not catch up");
        }
    }

    /** About 98 bits. */
    private String password() {
        var password = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            if (i > 0 && i % 5 == 0) password.append('-');
            password.append(PASSWORD_CHARACTERS.charAt(random.nextInt(PASSWORD_CHARACTERS.length())));
        }
        return password.toString();
    }
}
