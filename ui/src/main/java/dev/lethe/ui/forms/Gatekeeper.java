package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SpamControl;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.command.submissions.TokenKeys;
import dev.lethe.ui.web.NetworkAddress;
import dev.lethe.ui.web.Tally;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps machines from sending forms, without following anybody and without a riddle. Whatever looks like a machine is never
 * refused: it is asked to confirm, on a page that has everything that was typed. A person presses one more button; a machine
 * that fills in what it finds does not come by.
 *
 * <p><b>Guaranteed:</b> no network address is stored; nothing that was typed is lost; a browser without scripts gets through.
 * <b>Not guaranteed:</b> that a machine made for this very site is kept out: the limit by address slows it down.
 */
@Component
class Gatekeeper {

    /** The input that people do not see. */
    static final String UNSEEN = "website";
    /** The hidden input with the solution of the browser's {@link Work}. */
    static final String PROOF = "proof";
    /** The hidden input with the proof that the visitor was asked to confirm. */
    static final String CONFIRMED = "confirmed";

    /** What comes along with the answers and is none. */
    static final Set<String> NO_ANSWERS = Set.of(UNSEEN, PROOF, CONFIRMED, WayBack.FROM, WayBack.FORM);

    /** How long what an address sent counts against it, at least; at most twice as long. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final String SENT = "sent";
    private static final String REFUSED = "refused";
    private static final String SAVED = "saved";
    private static final String VISITING = "visiting";
    private static final String ATTACHED = "attached";
    /** Visits of which something is kept, for each submission. */
    private static final int VISITS = 4;

    private static final String KIBIBYTES = "kibibytes";
    private static final String KEPT = "kibibytes kept";
    /** Refused tries for each submission: people make mistakes, and in a library many do. */
    private static final int MISTAKES = 10;
    /** Files for each submission. */
    private static final int FILES = 4;
    /** Megabytes of files for each submission. */
    private static final int SIZE = 20;

    /** Megabytes that are written of visits for each submission: some hundred pages of an ordinary form. */
    private static final int PAGES = 1;

    private static final int KIBIBYTES_IN_A_MEGABYTE = 1024;

    private final SubmissionIntake intake;
    private final Work work;
    private final TokenKeys keys;
    private final Clock clock;
    private final int most;
    private final Tally sent;

    /** @param most submissions from one network address, which may be a whole library's; 0 for any number. As many can be saved to come back to */
    Gatekeeper(
            SubmissionIntake intake,
            Work work,
            TokenKeys keys,
            Clock clock,
            @Value("${lethe.forms.submissions-from-one-address:30}") int most) {
        this.intake = intake;
        this.work = work;
        this.keys = keys;
        this.clock = clock;
        this.most = most;
        this.sent = new Tally(clock, WINDOW);
    }

    /**
     * What came along with the answers. Its text form shows none of it: what stands in a field that nobody sees may have been
     * put there by a browser that knows whom it belongs to.
     *
     * @param unseen what stands in the field that people do not see
     * @param proof of the browser's work, or empty
     * @param confirmed the proof that the visitor was asked to confirm, or empty
     * @param address the network address it came from
     */
    record Signs(String unseen, String proof, String confirmed, NetworkAddress address) {
        /** What came with a visitor's page. */
        static Signs of(Map<String, List<String>> posted, NetworkAddress address) {
            return new Signs(first(posted, UNSEEN), first(posted, PROOF), first(posted, CONFIRMED), address);
        }

        private static String first(Map<String, List<String>> posted, String name) {
            List<String> values = posted.getOrDefault(name, List.of());
            return values.isEmpty() ? "" : values.getFirst();
        }

        @Override
        public String toString() {
            return "Signs[…]";
        }
    }

    /** What is to become of something that is to be sent. */
    sealed interface Verdict {

        /** It may be stored, and counts. */
        record Welcome() implements Verdict {}

        /**
         * The visitor is to confirm.
         *
         * @param proof that this was asked, to be sent along as {@link #CONFIRMED}
         */
        record Confirm(String proof) implements Verdict {}

        /** Too much came from there lately. */
        record Later(Duration in) implements Verdict {}
    }

    /** Looks at what is to be sent, before it is stored. */
    synchronized Verdict judge(FormId form, SpamControl control, String token, Signs signs) {
        Optional<Instant> opened = intake.openedAt(form, token);
        if (opened.isEmpty()) return new Verdict.Welcome(); // it will not be taken anyway
        String place = signs.address().place();
        if (most > 0 && sent.of(SENT, place) >= most) return new Verdict.Later(sent.untilFewerThan(most, SENT, place));
        if (looksLikeAMachine(control, token, opened.get(), signs) && !isConfirmed(token, signs.confirmed()))
            return new Verdict.Confirm(confirmation(token));
        sent.add(SENT, place);
        return new Verdict.Welcome();
    }

    /** How long whoever is at this address has to wait before sending more; empty when it need not. */
    Optional<Duration> later(NetworkAddress address) {
        String place = address.place();
        Duration in = most > 0 ? sent.untilFewerThan(most, SENT, place) : Duration.ZERO;
        return in.isZero() ? Optional.empty() : Optional.of(in);
    }

    /**
     * How long whoever is at this address has to wait before answers are looked at again; empty when it need not. For each
     * submission that may come from there {@value #MISTAKES} may be refused.
     */
    Optional<Duration> lookingAgain(NetworkAddress address) {
        Duration in = most > 0 ? sent.untilFewerThan(most * MISTAKES, REFUSED, address.place()) : Duration.ZERO;
        return in.isZero() ? Optional.empty() : Optional.of(in);
    }

    /** Counts answers that came from this address and were refused. */
    void refused(NetworkAddress address) {
        sent.add(REFUSED, address.place());
    }

    /** How long whoever is at this address has to wait before saving answers; empty when it need not, and then it counts. */
    synchronized Optional<Duration> saving(NetworkAddress address) {
        if (most == 0) return Optional.empty();
        String place = address.place();
        Duration in = sent.untilFewerThan(most, SAVED, place);
        if (in.isZero()) sent.add(SAVED, place);
        return in.isZero() ? Optional.empty() : Optional.of(in);
    }

    /**
     * How long whoever is at this address has to wait before something is kept of another visit; empty when it need not, and
     * then it counts. For each submission that may come from there it may be {@value #VISITS} visits.
     */
    synchronized Optional<Duration> visiting(NetworkAddress address) {
        if (most == 0) return Optional.empty();
        String place = address.place();
        Duration in = sent.untilFewerThan(most * VISITS, VISITING, place);
        if (in.isZero()) sent.add(VISITING, place);
        return in.isZero() ? Optional.empty() : Optional.of(in);
    }

    /**
     * Whether so much may be written of a visit from this address, and then it counts: what takes the place of what was kept
     * before is written all the same. For each submission that may come from there it may be {@value #PAGES} MB.
     */
    synchronized boolean mayKeep(NetworkAddress address, int kibibytes) {
        if (most == 0) return true;
        if (sent.of(KEPT, address.place()) >= most * PAGES * KIBIBYTES_IN_A_MEGABYTE) return false;
        sent.add(KEPT, address.place(), kibibytes);
        return true;
    }

    /**
     * How long whoever is at this address has to wait before attaching another file; empty when it need not, and then the file
     * counts. For each submission that may come from there it may be {@value #FILES} files, of {@value #SIZE} MB together.
     */
    synchronized Optional<Duration> attaching(NetworkAddress address) {
        if (most == 0) return Optional.empty();
        String place = address.place();
        Duration files = sent.untilFewerThan(most * FILES, ATTACHED, place);
        Duration size = size(place);
        Duration in = files.compareTo(size) > 0 ? files : size;
        if (!in.isZero()) return Optional.of(in);
        sent.add(ATTACHED, place);
        return Optional.empty();
    }

    /**
     * Counts what came from this address in a page with files, as it comes and whatever becomes of it.
     *
     * @return how long whoever is there has to wait before more of a file is taken; empty when it need not
     */
    synchronized Optional<Duration> arrived(NetworkAddress address, int kibibytes) {
        if (most == 0) return Optional.empty();
        sent.add(KIBIBYTES, address.place(), kibibytes);
        return Optional.of(size(address.place())).filter(in -> !in.isZero());
    }

    private Duration size(String place) {
        return sent.untilFewerThan(most * SIZE * KIBIBYTES_IN_A_MEGABYTE, KIBIBYTES, place);
    }

    /** Takes back what was counted for something that was not stored after all. */
    void notStored(Signs signs) {
        sent.takeBack(SENT, signs.address().place());
    }

    /**
     * What the page with this token is to solve before it is sent; empty when the form asks for nothing, and when it is done.
     *
     * @param proof of the work so far, or empty
     */
    Optional<Work.Challenge> challenge(SpamControl control, String token, String proof) {
        return control.proofOfWork() && !work.isDone(token, proof)
                ? Optional.of(work.challenge(token))
                : Optional.empty();
    }

    private boolean looksLikeAMachine(SpamControl control, String token, Instant opened, Signs signs) {
        return !signs.unseen().isEmpty()
                // The token's time is rounded down, so that nobody who took the time is asked; some who did not are let
                // by.
                || clock.instant().isBefore(opened.plusSeconds(control.minimumSeconds()))
                || (control.proofOfWork() && !work.isDone(token, signs.proof()));
    }

    /** It is good for this token only, so for one submission, and for as long as the token is. */
    private String confirmation(String token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.of("confirmation"), "HmacSHA256"));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(token.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    private boolean isConfirmed(String token, String proof) {
        return MessageDigest.isEqual(
                confirmation(token).getBytes(StandardCharsets.US_ASCII), proof.getBytes(StandardCharsets.UTF_8));
    }
}
