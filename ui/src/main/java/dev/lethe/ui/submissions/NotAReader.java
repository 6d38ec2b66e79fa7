package dev.lethe.ui.submissions;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.ui.submissions.ReadingRights.NotAReaderException;
import dev.lethe.ui.web.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Tells whoever may not read what was sent with a form whom to ask; an administrator, where to allow it. */
@ControllerAdvice
class NotAReader {

    @ExceptionHandler
    void refused(NotAReaderException refused, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String way =
                request.isUserInRole(Role.ADMINISTRATOR.name()) ? "/staff/forms/" + refused.form() + "/readers" : "";
        Refusals.notAReader(request, response, way);
    }
}
