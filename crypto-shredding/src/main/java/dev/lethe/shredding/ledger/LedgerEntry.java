package dev.lethe.shredding.ledger;

import dev.lethe.shredding.Ground;
import dev.lethe.shredding.root.Book;
import dev.lethe.shredding.tree.Neighbourhoods;
import dev.lethe.shredding.tree.Prefix;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry of the erasure ledger. Its text is one line of canonical JSON (RFC 8785); its hash is the SHA-256 of that line
 * without the line's end, and stands in the next entry, so that the chain can be checked with {@code sha256sum}.
 */
public sealed interface LedgerEntry {

    /** From 1, without gaps. */
    long number();

    Instant at();

    /** The hash of the entry before; zeros in the first. */
    byte[] previous();

    /** What loses its seeds. */
    List<Prefix> prefixes();

    /** The line. */
    String text();

    /** What was carried out. */
    enum Kind {
        PERSON("person"),
        RECORDS("records"),
        RETENTION("retention"),
        REPLACED("replaced"),
        SHORT_LIVED("short-lived"),
        ORPHAN("orphan"),
        GIVEN_UP("given up");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }

        /** Whether somebody ordered it, and an event tells of that. */
        boolean isOrdered() {
            return this == PERSON || this == RECORDS || this == RETENTION;
        }

        private static Kind of(String code) {
            for (Kind kind : values()) if (kind.code.equals(code)) return kind;
            throw new IllegalArgumentException("No such kind of entry");
        }
    }

    /**
     * Subjects were destroyed.
     *
     * @param at in microseconds
     * @param epochs whose trees were punctured
     * @param prefixes the fewest that are exactly what dies and what is dead; empty of keys that were given up
     * @param given keys that were given up one by one, since they could not be opened any more
     * @param kept keys that the order left, each with its ground
     * @param subjects how many subjects died
     * @param keys how many keys
     * @param last whether the erasure is complete with this entry
     */
    record Destroyed(
            long number,
            UUID erasure,
            Kind what,
            Instant at,
            Ground ground,
            UUID actor,
            List<Integer> epochs,
            List<Prefix> prefixes,
            List<UUID> given,
            SortedMap<UUID, Ground> kept,
            int subjects,
            long keys,
            boolean last,
            byte[] previous)
            implements LedgerEntry {

        /** The most subjects of one entry: more are several. */
        public static final int MOST = 20_000;

        public Destroyed {
            for (Prefix prefix : prefixes)
                if (prefix.digits().length() < Neighbourhoods.WIDEST)
                    throw new IllegalArgumentException("Whole lanes are not destroyed, as at " + prefix);
            if (!(what == Kind.GIVEN_UP ? prefixes : given).isEmpty())
                throw new IllegalArgumentException("Either places are destroyed or keys are given up");
            prefixes = prefixes.stream().sorted().toList();
            SortedMap<UUID, Ground> ordered = new TreeMap<>(Book.BY_TEXT);
            ordered.putAll(kept);
            kept = Collections.unmodifiableSortedMap(ordered);
        }

        /** For keeping in memory: places are the most of it. Its text is another's. */
        Destroyed withoutPlaces() {
            return new Destroyed(
                    number, erasure, what, at, ground, actor, epochs, List.of(), List.of(), kept, subjects, keys, last,
                    previous);
        }

        @Override
        public String text() {
            return "{\"actor\":\"" + actor + "\",\"at\":\"" + TIME.format(at) + "\",\"epochs\":["
                    + epochs.stream().map(String::valueOf).collect(Collectors.joining(",")) + "],\"erasure\":\""
                    + erasure
                    + "\"," + (what == Kind.GIVEN_UP ? "\"given\":" + list(given) + "," : "") + "\"ground\":\""
                    + ground.code() + "\",\"kept\":["
                    + kept.entrySet().stream()
                            .map(each ->
                                    "{\"ground\":\"" + each.getValue().code() + "\",\"key\":\"" + each.getKey() + "\"}")
                            .collect(Collectors.joining(","))
                    + "],\"keys\":" + keys + ",\"kind\":\"" + what.code() + "\",\"last\":" + last + ",\"number\":"
                    + number + (what == Kind.GIVEN_UP ? "" : ",\"prefixes\":" + list(prefixes)) + ",\"previous\":\""
                    + HexFormat.of().formatHex(previous) + "\",\"subjects\":" + subjects + "}";
        }
    }

    /** Rows of destroyed keys were blanked. Nothing is punctured. */
    record Swept(long number, Instant at, List<Group> groups, byte[] previous) implements LedgerEntry {

        /** The keys that were destroyed on one ground in a month, in the order of their ids, which tells nothing. */
        public record Group(Ground ground, List<UUID> keys, LocalDate month) {}

        @Override
        public List<Prefix> prefixes() {
            return List.of();
        }

        @Override
        public String text() {
            return "{\"at\":\"" + TIME.format(at) + "\",\"kind\":\"sweep\",\"number\":" + number + ",\"previous\":\""
                    + HexFormat.of().formatHex(previous) + "\",\"swept\":["
                    + groups.stream()
                            .map(group -> "{\"ground\":\"" + group.ground().code() + "\",\"keys\":" + list(group.keys())
                                    + ",\"month\":\"" + group.month() + "\"}")
                            .collect(Collectors.joining(","))
                    + "]}";
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
        List<Integer> epochs = new ArrayList<>();
        json.required("epochs").forEach(each -> epochs.add(each.asInt()));
        List<Prefix> prefixes = new ArrayList<>();
        json.path("prefixes").forEach(each -> prefixes.add(new Prefix(each.asString())));
        List<UUID> given = new ArrayList<>();
        json.path("given").forEach(each -> given.add(id(each)));
        SortedMap<UUID, Ground> kept = new TreeMap<>(Book.BY_TEXT);
        json.required("kept")
                .forEach(each -> kept.put(
                        id(each.required("key")),
                        new Ground(each.required("ground").asString())));
        return new Destroyed(
                json.required("number").asLong(),
                id(json.required("erasure")),
                Kind.of(json.required("kind").asString()),
                Instant.parse(json.required("at").asString()),
                new Ground(json.required("ground").asString()),
                id(json.required("actor")),
                epochs,
                prefixes,
                given,
                kept,
                json.required("subjects").asInt(),
                json.required("keys").asLong(),
                json.required("last").asBoolean(),
                HexFormat.of().parseHex(json.required("previous").asString()));
    }

    private static LedgerEntry swept(JsonNode json) {
        List<Swept.Group> groups = new ArrayList<>();
        json.required("swept").forEach(group -> {
            List<UUID> keys = new ArrayList<>();
            group.required("keys").forEach(key -> keys.add(id(key)));
            groups.add(new Swept.Group(
                    new Ground(group.required("ground").asString()),
                    keys,
                    LocalDate.parse(group.required("month").asString())));
        });
        return new Swept(
                json.required("number").asLong(),
                Instant.parse(json.required("at").asString()),
                groups,
                HexFormat.of().parseHex(json.required("previous").asString()));
    }

    private static UUID id(JsonNode json) {
        return UUID.fromString(json.asString());
    }

    private static String list(Collection<?> each) {
        return each.isEmpty()
                ? "[]"
                : each.stream().map(Object::toString).collect(Collectors.joining("\",\"", "[\"", "\"]"));
    }
}
