package dev.lethe.ui.web;

/**
 * One of the options of radios, checkboxes or a select.
 *
 * @param value what is posted
 * @param hint empty for none
 */
public record Choice(String value, String label, String hint) {

    public static Choice of(String value, String label) {
        return new Choice(value, label, "");
    }

    /** An option that posts its own label. */
    public static Choice of(String label) {
        return of(label, label);
    }
}
