package dev.lethe.command.forms.model;

/**
 * What keeps machines from filling a form in, beyond what every form has: a field that people do not see, and a limit to how
 * often one network address sends.
 *
 * @param minimumSeconds how long a person needs at least to fill it in; what comes sooner is asked to confirm. 0 for none
 * @param proofOfWork whether the visitor's browser does some work first; without JavaScript the visitor confirms instead
 */
public record SpamControl(int minimumSeconds, boolean proofOfWork) {

    /** As a form begins. */
    public static final SpamControl USUAL = new SpamControl(2, false);
}
