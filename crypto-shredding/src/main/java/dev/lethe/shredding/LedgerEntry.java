package dev.lethe.shredding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry of the erasure ledger. Its text is one line of canonical JSON (RFC 8785); its hash is the SHA-256 of that line
 * without the line's end, and stands in the next entry, so that the chain can be checked with {@code sha256sum}.
 */
sealed interface LedgerEntry {

    /** From 1, without gaps. */
    long number();

    Instant at();

    /** The hash of the entry before; zeros in the first. */
    byte[] previous();

    /** What loses its seeds. */
    List<Prefix> prefixes();

    /** The line. */
    String text();

    /**
     * A person or single records were destroyed.
     *
     * @param at in microseconds
     * @param prefixes subjects and slots; of records also neighbourhoods, in which everything is dead or was never used
     * @param subjects how many subjects were destroyed as a whole
     * @param keys how many keys
     * @param kept how many keys were given a new home
     */
    record Destroyed(
            long number,
            UUID erasure,
            ErasureProof.Kind what,
            Instant at,
            Ground ground,
            UUID actor,
            List<Prefix> prefixes,
            int subjects,
            long keys,
            int kept,
            byte[] previous)
            implements LedgerEntry {

        public Destroyed {
            for (Prefix prefix : prefixes) {
                int digits = prefix.digits().length();
                boolean neighbourhood = digits >= Neighbourhoods.WIDEST && digits < Prefix.SUBJECT;
                if (digits != Prefix.SUBJECT
                        && digits != Prefix.SLOT
                        && !(neighbourhood && what == ErasureProof.Kind.RECORDS))
                    throw new IllegalArgumentException("Neither subjects nor a key are destroyed at " + prefix);
            }
            prefixes = prefixes.stream().sorted().toList();
        }

        /** Those that name one subject each. */
        List<Prefix> subjectPlaces() {
            return prefixes.stream()
                    .filter(prefix -> prefix.digits().length() == Prefix.SUBJECT)
                    .toList();
        }

        /** Those that name whole neighbourhoods of subjects. */
        List<Prefix> neighbourhoods() {
            return prefixes.stream()
                    .filter(prefix -> prefix.digits().length() < Prefix.SUBJECT)
                    .toList();
        }

        /** Those that name one key each. */
        List<Prefix> slots() {
            return prefixes.stream()
                    .filter(prefix -> prefix.digits().length() == Prefix.SLOT)
                    .toList();
        }

        @Override
        public String text() {
            return "{\"actor\":\"" + actor + "\",\"at\":\"" + TIME.format(at) + "\",\"erasure\":\"" + erasure
                    + "\",\"ground\":\"" + ground.code() + "\",\"kept\":" + kept + ",\"keys\":" + keys + ",\"kind\":\""
                    + (what == ErasureProof.Kind.PERSON ? "person" : "records") + "\",\"number\":" + number
                    + ",\"prefixes\":" + list(prefixes) + ",\"previous\":\""
                    + HexFormat.of().formatHex(previous)
                    + "\",\"subjects\":" + subjects + "}";
        }
    }

    /** Rows of destroyed keys were blanked. Nothing is punctured. */
    record Swept(long number, Instant at, List<Day> days, byte[] previous) implements LedgerEntry {

        /** The keys that were destroyed on a day and ground, in the order of their ids, which tells nothing. */
        record Day(LocalDate date, Ground ground, List<UUID> keys) {}

        @Override
        public List<Prefix> prefixes() {
            return List.of();
        }

        @Override
        public String text() {
            List<String> each = new ArrayList<>();
            for (Day day : days)
                each.add("{\"date\":\"" + day.date() + "\",\"ground\":\""
                        + day.ground().code() + "\",\"keys\":" + list(day.keys()) + "}");
            return "{\"at\":\"" + TIME.format(at) + "\",\"kind\":\"sweep\",\"number\":" + number + ",\"previous\":\""
                    + HexFormat.of().formatHex(previous) + "\",\"swept\":[" + String.join(",", each) + "]}";
        }
    }

    DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    JsonMapper JSON = JsonMapper.shared();

    default byte[] hash() {
        return hash(text());
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /**
     * Reads a line.
     *
     * @return null when it is not exactly what an entry writes
     */
    static @Nullable LedgerEntry parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            LedgerEntry entry = json.path("kind").asString().equals("sweep") ? swept(json) : destroyed(json);
            return entry.text().equals(text) ? entry : null;
        } catch (RuntimeException _) { // not JSON, or a part is absent or of another shape
            return null;
        }
    }

    private static LedgerEntry destroyed(JsonNode json) {
        List<Prefix> prefixes = new ArrayList<>();
        json.required("prefixes").forEach(each -> prefixes.add(new Prefix(each.asString())));
        return new Destroyed(
                json.required("number").asLong(),
                id(json.required("erasure")),
                switch (json.required("kind").asString()) {
                    case "person" -> ErasureProof.Kind.PERSON;
                    case "records" -> ErasureProof.Kind.RECORDS;
                    default -> throw new IllegalArgumentException("No such kind of entry");
                },
                Instant.parse(json.required("at").asString()),
                new Ground(json.required("ground").asString()),
                id(json.required("actor")),
                prefixes,
                json.required("subjects").asInt(),
                json.required("keys").asLong(),
                json.required("kept").asInt(),
                HexFormat.of().parseHex(json.required("previous").asString()));
    }

    private static LedgerEntry swept(JsonNode json) {
        List<Swept.Day> days = new ArrayList<>();
        json.required("swept").forEach(day -> {
            List<UUID> keys = new ArrayList<>();
            day.required("keys").forEach(key -> keys.add(id(key)));
            days.add(new Swept.Day(
                    LocalDate.parse(day.required("date").asString()),
                    new Ground(day.required("ground").asString()),
                    keys));
        });
        return new Swept(
                json.required("number").asLong(),
                Instant.parse(json.required("at").asString()),
                days,
                HexFormat.of().parseHex(json.required("previous").asString()));
    }

    private static UUID id(JsonNode json) {
        return UUID.fromString(json.asString());
    }

    private static String list(Collection<?> each) {
        return each.isEmpty()
                ? "[]"
                : each.stream()
                        .map(Object::toString)
                        .collect(java.util.stream.Collectors.joining("\",\"", "[\"", "\"]"));
    }
}
