package dev.lethe.command.accounts.events;

import dev.lethe.shredding.Label;

/**
 * A password, hashed with argon2id. Sealed all the same, since a short password can be found from its hash. Its text form
 * does not show it.
 *
 * @param encoded in PHC's format, with parameters and salt
 */
public record PasswordHash(String encoded) {

    /** What a password's hash is sealed as. */
    public static final Label<PasswordHash> PASSWORD = Label.of("account.password", PasswordHash.class);

    @Override
    public String toString() {
        return "PasswordHash[…]";
    }
}
