package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The forms that visitors were shown lately, also while the database cannot be asked: their page must not be lost then. What
 * a version asks never changes; whether a form is open is asked anew whenever it can be.
 */
@Component
class RecentForms {

    private static final int KEPT = 200;

    private final Forms forms;
    private final Map<String, Published> bySlug = latest();
    private final Map<FormVersion, Published> versions = latest();

    RecentForms(Forms forms) {
        this.forms = forms;
    }

    /** As {@link Forms#bySlug}, from the database. */
    Optional<Published> bySlug(String slug) {
        Optional<Published> found = forms.bySlug(slug);
        found.ifPresent(form -> {
            bySlug.put(slug, form);
            versions.put(form.version(), form);
        });
        return found;
    }

    /** What {@link #bySlug} found last, if that is still known. Asks nobody. */
    Optional<Published> remembered(String slug) {
        return Optional.ofNullable(bySlug.get(slug));
    }

    /** What {@link #version} found last, if that is still known. Asks nobody. */
    Optional<Published> remembered(FormVersion version) {
        return Optional.ofNullable(versions.get(version));
    }

    /** What a version asks, as {@link Forms#version}; of whether it is the current one, and open, this may know less. */
    Optional<Published> version(FormVersion version) {
        Published known = versions.get(version);
        if (known != null) return Optional.of(known);
        Optional<Published> found = forms.version(version);
        found.ifPresent(form -> versions.put(version, form));
        return found;
    }

    private static <K, V> Map<K, V> latest() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > KEPT;
            }
        });
    }
}
