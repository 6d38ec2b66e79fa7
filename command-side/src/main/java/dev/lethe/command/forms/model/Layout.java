package dev.lethe.command.forms.model;

/** How a form's questions are laid out on pages. */
public enum Layout {
    /** All questions on one page. */
    ONE_PAGE,
    /** All questions on one page, and then one to check the answers. */
    ONE_PAGE_AND_CHECK,
    /** Each question on a page of its own, those that do not apply left out, and then one to check the answers. */
    PAGE_PER_QUESTION
}
