package dev.lethe.ui.web;

import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Which other sites' pages may do what here: show and send the forms that list them, and nothing else. What counts is the
 * form as it is published now.
 */
@Component
public class OtherSites {

    private static final Pattern FORM = Pattern.compile("/api/v1/forms/([a-z0-9-]+)(?:/.*)?");

    private final Forms forms;

    OtherSites(Forms forms) {
        this.forms = forms;
    }

    /** The form that a request to the API is about; empty when it is about none, or none that there is. */
    private Optional<Published> form(HttpServletRequest request) {
        Matcher path = FORM.matcher(request.getRequestURI());
        return path.matches() ? forms.bySlug(path.group(1)) : Optional.empty();
    }

    /** Whether a page of this origin, as a browser names it, may use the form that the request is about. */
    public boolean areWelcome(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null
                && form(request).filter(form -> list(form, origin)).isPresent();
    }

    /**
     * Lets this page's forms lead to that site in the end. Browsers look at where a form's answer sends them, too.
     *
     * @param origin as a form lists it
     */
    public static void mayBeLedTo(HttpServletResponse response, String origin) {
        response.setHeader(
                "Content-Security-Policy",
                Headers.POLICY.replace("form-action 'self'", "form-action 'self' " + origin));
    }

    /** Whether this form may be embedded there: to the letter, as the editor listed it. */
    public static boolean list(Published form, String origin) {
        return form.definition().sites().contains(origin);
    }
}
