package dev.lethe.command.retention.model;

import dev.lethe.command.forms.model.FormId;

/**
 * Records of a form that were due and stayed.
 *
 * @param why why they stayed
 * @param records how many
 */
public record LeftOut(FormId form, Reason why, long records) {

    /** Why a record stays whose time is over. */
    public enum Reason {
        /** Something of it was kept on a ground when a person was erased. */
        HELD,
        /** Its processing is restricted, so that it is stored. */
        RESTRICTED,
        /** The vault does not know a key of it, and never destroyed it: an alarm. */
        UNKNOWN_KEY,
        /** A key of it does not unseal: an alarm. */
        BROKEN_KEY,
        /** Its events do not say what the read models do, or what they name does not open where it stands: an alarm. */
        NOT_AS_RECORDED
    }
}
