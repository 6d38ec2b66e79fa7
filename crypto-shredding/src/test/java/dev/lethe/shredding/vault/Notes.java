package dev.lethe.shredding.vault;

import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Label;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordId;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.Sealed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Records of notes, for tests of the vault: each is one value under one key. */
final class Notes {

    static final Label<String> LABEL = Label.of("test.note", String.class);
    static final Lane MONTH = Lane.retention(java.time.Period.ofDays(30));
    static final Ground GROUND = new Ground("gdpr-17-1-b");
    static final UUID OFFICER = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private Notes() {}

    record Id(UUID value) implements RecordId {}

    /** A stored note: what an event would hold. */
    record Note(Id id, Personal<String> token) {
        UUID keyId() {
            return token.keyId();
        }

        Sealed<String> sealed() {
            return LABEL.at(id, token);
        }
    }

    static Owner anonymous(Lane lane) {
        return new Owner.Anonymous(lane);
    }

    static Owner person(Lane lane, String email) {
        return new Owner.Named(lane, Population.PUBLIC, List.of(Identifier.email(email)));
    }

    static Owner staff(String email) {
        return new Owner.Named(
                Lane.STAFF, Population.STAFF, List.of(Identifier.email(email), Identifier.account(account(email))));
    }

    /** The account of whoever has this address. */
    static UUID account(String email) {
        return UUID.nameUUIDFromBytes(email.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    static Note write(KeyVault vault, Owner owner, String text) {
        return write(vault, List.of(owner), text).getFirst();
    }

    /** One record with a part of each owner. */
    static List<Note> write(KeyVault vault, List<Owner> owners, String text) {
        Id id = new Id(UUID.randomUUID());
        List<Note> notes = new ArrayList<>();
        try (RecordKeys keys = vault.newKeys(owners)) {
            for (int i = 0; i < owners.size(); i++) notes.add(new Note(id, keys.seal(i, LABEL.in(id), text)));
        }
        return notes;
    }

    static Opened<String> open(KeyVault vault, Note note) {
        return vault.open(note.sealed());
    }

    static Enquiry find(KeyVault vault, String email) {
        return vault.enquire(Identifier.email(email), Population.PUBLIC).orElseThrow();
    }

    static ErasureOrder order(Enquiry enquiry, Map<UUID, Ground> kept) {
        return new ErasureOrder(
                UUID.randomUUID(), new ErasureOrder.Person(enquiry.id(), kept), GROUND, OFFICER, Instant.now());
    }

    static ErasureOrder order(Note... notes) {
        return new ErasureOrder(
                UUID.randomUUID(),
                new ErasureOrder.Records(new java.util.HashSet<>(
                        java.util.Arrays.stream(notes).map(Note::keyId).toList())),
                GROUND,
                OFFICER,
                Instant.now());
    }

    static ErasureProof erase(KeyVault vault, ErasureOrder order) {
        vault.order(order);
        return vault.carryOut(order.erasure());
    }

    static ErasureProof erase(KeyVault vault, String email) {
        return erase(vault, order(find(vault, email), Map.of()));
    }
}
