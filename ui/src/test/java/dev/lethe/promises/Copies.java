package dev.lethe.promises;

import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Adversary;
import dev.lethe.shredding.Adversary.StolenIdentifier;
import dev.lethe.shredding.Adversary.StolenKey;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Sealed;
import dev.lethe.ui.embedded.DataDirectory;
import dev.lethe.ui.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a thief has: a raw copy of a data directory, write-ahead log and dead rows included, brought up and read out. */
record Copies(
        List<StolenKey> keys, List<Sealed<Answers>> values, Set<StolenIdentifier> identifiers, List<byte[]> tables) {

    /** Brings the copy of a data directory up and reads every key row and every sealed answer, of rows and of events. */
    static Copies readOut(Path data) throws IOException, SQLException {
        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedPostgres _ = EmbeddedPostgres.start(directory);
                Connection vault = Cluster.of(data).connect("lethe_vault");
                Connection events = Cluster.of(data).connect("lethe")) {
            return new Copies(
                    Adversary.keys(vault),
                    answers(events),
                    new LinkedHashSet<>(Adversary.identifiers(vault)),
                    List.of(Adversary.everything(vault), Adversary.everything(events)));
        }
    }

    private static List<Sealed<Answers>> answers(Connection lethe) throws SQLException {
        var values = new ArrayList<Sealed<Answers>>();
        try (var statement = lethe.createStatement();
                var rows = statement.executeQuery(
                        "SELECT submission, person, token FROM read_submissions.part" + " WHERE token IS NOT NULL")) {
            while (rows.next())
                values.add(Answers.ANSWERS
                        .part(rows.getInt(2) + 1)
                        .at(new SubmissionId(rows.getObject(1, UUID.class)), Personal.of(rows.getBytes(3))));
        }
        // An event's tokens are base64 in its JSON; the adversary does not trust that the read model has them all.
        try (var statement = lethe.createStatement();
                var rows = statement.executeQuery("SELECT aggregate_id, p.ordinality,"
                        + " decode(p.part ->> 'answers', 'base64') FROM event,"
                        + " jsonb_array_elements(convert_from(payload, 'UTF8')::jsonb -> 'parts') WITH ORDINALITY AS p (part)"
                        + " WHERE payload_type LIKE '%SubmissionReceived'")) {
            while (rows.next())
                values.add(Answers.ANSWERS
                        .part(rows.getInt(2))
                        .at(new SubmissionId(UUID.fromString(rows.getString(1))), Personal.of(rows.getBytes(3))));
        }
        return values;
    }

    /** Both together, as somebody has who kept everything. */
    static Copies all(Copies... each) {
        var keys = new ArrayList<StolenKey>();
        var values = new ArrayList<Sealed<Answers>>();
        var identifiers = new LinkedHashSet<StolenIdentifier>();
        var tables = new ArrayList<byte[]>();
        for (Copies copies : each) {
            keys.addAll(copies.keys());
            values.addAll(copies.values());
            identifiers.addAll(copies.identifiers());
            tables.addAll(copies.tables());
        }
        return new Copies(keys, values, identifiers, tables);
    }

    /** Every record, part by part, that can be read with these keys, as text. */
    Map<String, String> readable(Map<UUID, byte[]> opened) {
        var readable = new LinkedHashMap<String, String>();
        for (Sealed<Answers> value : values)
            Adversary.open(opened, value)
                    .ifPresent(answers -> readable.put(
                            value.place().record().value() + " "
                                    + value.place().label().text(),
                            answers.values().toString()));
        return readable;
    }

    /** The keys that values in which this text can be read are sealed under. */
    Set<UUID> keysOf(String text, Map<UUID, byte[]> opened) {
        Set<UUID> ids = new LinkedHashSet<>();
        for (Sealed<Answers> value : values)
            Adversary.open(opened, value)
                    .filter(answers -> answers.values().toString().contains(text))
                    .ifPresent(_ -> ids.add(value.token().keyId()));
        return ids;
    }

    static Set<UUID> ids(Collection<StolenKey> keys) {
        Set<UUID> ids = new LinkedHashSet<>();
        keys.forEach(key -> ids.add(key.keyId()));
        return ids;
    }
}
