package dev.lethe.command.accounts.model;

import dev.lethe.shredding.Label;

/** Who a member of staff is. Its text form shows neither. */
public record Profile(String name, String email) {

    /** What a profile is sealed as. */
    public static final Label<Profile> PROFILE = Label.of("account.profile", Profile.class);

    @Override
    public String toString() {
        return "Profile[…]";
    }
}
