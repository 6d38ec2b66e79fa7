package dev.lethe.ui.web;

import dev.lethe.shredding.ChangedRowsException;
import dev.lethe.shredding.VaultException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.axonframework.eventsourcing.IncompatibleAggregateException;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Turns failures that any page can meet into the status that says what they mean. */
@ControllerAdvice
class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** What stores things cannot be reached, or not now. */
    @ExceptionHandler({
        VaultException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class,
        EventStoreException.class
    })
    void away(RuntimeException failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        SafeErrors.note(request, failure);
        response.setHeader(HttpHeaders.RETRY_AFTER, "60");
        response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }

    /**
     * Rows of the vault were changed. Staff are told so: to ask again in a few minutes is no way out. Others are told what they
     * are told of anything that fails.
     */
    @ExceptionHandler
    void changed(ChangedRowsException alarm, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        LOG.error("ALARM: {}", alarm.getMessage());
        if (request.getRequestURI().startsWith("/staff/")) Refusals.changedRows(request, response);
        else response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
    }

    /** An address with an id that cannot be one leads nowhere. */
    @ExceptionHandler
    void unreadable(MethodArgumentTypeMismatchException failure, HttpServletResponse response) throws IOException {
        boolean inPath = failure.getParameter().hasParameterAnnotation(PathVariable.class);
        response.sendError(inPath ? HttpServletResponse.SC_NOT_FOUND : HttpServletResponse.SC_BAD_REQUEST);
    }

    /** So does one with the id of nothing, or of something else. */
    @ExceptionHandler({AggregateNotFoundException.class, IncompatibleAggregateException.class})
    void nothing(HttpServletResponse response) throws IOException {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
}
