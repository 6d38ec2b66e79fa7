package dev.lethe.ui.privacy;

import dev.lethe.shredding.PeopleSearch;
import java.util.OptionalLong;
import org.springframework.ui.Model;

/** What a page has to say that tells what is held of somebody, when records cannot be found by what came with them. */
final class MissingIdentifiers {

    private MissingIdentifiers() {}

    /** Tells the fragment {@code fragments/parts :: missing-identifiers}. */
    static void tell(PeopleSearch vault, Model model) {
        OptionalLong incomplete = vault.incompleteParts();
        if (incomplete.isEmpty()) model.addAttribute("uncounted", true);
        else if (incomplete.getAsLong() > 0) model.addAttribute("incomplete", incomplete.getAsLong());
    }
}
