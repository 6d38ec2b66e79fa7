package dev.lethe.query.submissions;

import static dev.lethe.command.submissions.model.ViewName.VIEW_NAME;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.submissions.model.ViewId;
import dev.lethe.command.submissions.model.ViewName;
import dev.lethe.command.submissions.model.ViewSettings;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The views of reports that members of staff keep, each its owner's alone. */
@Component
public class Views {

    private final JdbcClient database;

    Views(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /** A saved view; its name is sealed. */
    public record ViewRow(ViewId id, AccountId owner, Sealed<ViewName> name, ViewSettings settings) {}

    /** Those of this member of staff, the latest first. */
    public List<ViewRow> of(AccountId owner) {
        return database.sql(
                        "SELECT id, owner, name, settings FROM read_views.view WHERE owner = ? ORDER BY saved_at DESC, id")
                .param(owner.value())
                .query((row, _) -> view(row))
                .list();
    }

    /** One of this member of staff's own. */
    public Optional<ViewRow> byId(ViewId id, AccountId owner) {
        return database.sql("SELECT id, owner, name, settings FROM read_views.view WHERE id = ? AND owner = ?")
                .params(id.value(), owner.value())
                .query((row, _) -> view(row))
                .optional();
    }

    private static ViewRow view(ResultSet row) throws SQLException {
        ViewId id = new ViewId(row.getObject("id", UUID.class));
        return new ViewRow(
                id,
                new AccountId(row.getObject("owner", UUID.class)),
                VIEW_NAME.at(id, Personal.stored(row.getBytes("name"))),
                Settings.read(row.getString("settings")));
    }
}
