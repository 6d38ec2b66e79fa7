package dev.lethe.ui.privacy;

import dev.lethe.query.submissions.SubmissionOfPerson;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.Enquiry.HeldKey;
import dev.lethe.shredding.KeyVault;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Finds what is held of a person, sealed as it is: the vault says which keys, the read models which records. */
@Component
class Holdings {

    private final KeyVault vault;
    private final Submissions submissions;

    Holdings(KeyVault vault, Submissions submissions) {
        this.vault = vault;
        this.submissions = submissions;
    }

    /**
     * What is held of a person.
     *
     * @param submissions those with a part of the person, newest first
     * @param unused how many of the person's keys belong to no record, or to none that is shown yet
     */
    record Held(Enquiry enquiry, List<SubmissionOfPerson> submissions, int unused) {

        /** All living keys of the person. */
        Set<UUID> keyIds() {
            return enquiry.keys().stream().map(HeldKey::keyId).collect(Collectors.toSet());
        }

        /** All that the person's records are, as one short text: whoever confirms sees that nothing came in between. */
        String digest() {
            try {
                var digest = MessageDigest.getInstance("SHA-256");
                enquiry.keys().stream()
                        .map(HeldKey::keyId)
                        .sorted()
                        .forEach(key -> digest.update(ByteBuffer.allocate(16)
                                .putLong(key.getMostSignificantBits())
                                .putLong(key.getLeastSignificantBits())
                                .flip()));
                return HexFormat.of().formatHex(digest.digest(), 0, 8);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What an enquiry finds now; empty when it is not known any more, or the person was erased since. */
    Optional<Held> of(UUID enquiry) {
        return vault.enquiry(enquiry)
                .filter(found -> !found.keys().isEmpty() || !found.identifiers().isEmpty())
                .map(found -> {
                    List<SubmissionOfPerson> theirs = submissions.byKeys(
                            found.keys().stream().map(HeldKey::keyId).toList());
                    int used = theirs.stream()
                            .mapToInt(each -> each.theirKeys().size())
                            .sum();
                    return new Held(found, theirs, found.keys().size() - used);
                });
    }
}
