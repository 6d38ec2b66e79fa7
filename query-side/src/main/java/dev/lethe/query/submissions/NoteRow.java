package dev.lethe.query.submissions;

import static java.util.Objects.requireNonNull;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a member of staff wrote about a submission, sealed.
 *
 * @param author null when it is not known
 * @param token null once it was tidied away
 * @param erased what is left of it then
 */
public record NoteRow(
        SubmissionId submission,
        NoteId note,
        @Nullable AccountId author,
        UUID keyId,
        @Nullable Sealed<Note> token,
        Opened.@Nullable Erased<Note> erased,
        Instant writtenAt) {

    public NoteRow {
        if ((token == null) == (erased == null)) throw new IllegalArgumentException("A note is there or was erased");
    }

    /** The token, if it is there to be opened. */
    public Stream<Sealed<Note>> sealed() {
        return Stream.ofNullable(token);
    }

    /**
     * The note, from what the vault opened.
     *
     * @throws CannotBeOpenedException when it should open and does not: an alarm, to be shown at the note
     */
    public Opened<Note> in(Openings openings) {
        return token == null ? requireNonNull(erased) : openings.of(token);
    }

    static NoteRow of(ResultSet row) throws SQLException {
        SubmissionId submission = new SubmissionId(row.getObject("submission", UUID.class));
        UUID author = row.getObject("author", UUID.class);
        byte[] token = row.getBytes("token");
        return new NoteRow(
                submission,
                new NoteId(row.getObject("note", UUID.class)),
                author == null ? null : new AccountId(author),
                row.getObject("key_id", UUID.class),
                token == null ? null : Note.NOTE.at(submission, Personal.stored(token)),
                token == null
                        ? new Opened.Erased<>(
                                row.getObject("erased_at", OffsetDateTime.class).toInstant(),
                                new Ground(row.getString("erased_ground")))
                        : null,
                row.getObject("written_at", OffsetDateTime.class).toInstant());
    }
}
