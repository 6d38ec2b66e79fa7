package dev.lethe.specimen;

import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import dev.lethe.query.projections.Rows.Table;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class SpecimensProjection implements Projection<SpecimenEvent> {

    private static final Table SPECIMEN = new Table("specimen", "id", "key_id", "token", "kept_at");

    /** A feature of the product brings a migration for this. */
    SpecimensProjection(DataSource database) {
        JdbcClient.create(database).sql("""
                        CREATE SCHEMA read_specimens;
                        CREATE TABLE read_specimens.specimen
                            (id uuid PRIMARY KEY, key_id uuid NOT NULL, token bytea, kept_at timestamptz NOT NULL)
                        """).update();
    }

    @Override
    public String name() {
        return "specimens";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<SpecimenEvent> reads() {
        return SpecimenEvent.class;
    }

    @Override
    public void project(SpecimenEvent event, Recorded recorded, Rows rows) {
        switch (event) {
            case SpecimenEvent.SpecimenKept kept ->
                rows.insert(
                        SPECIMEN,
                        kept.specimen().value(),
                        kept.remark().keyId(),
                        kept.remark().bytes(),
                        kept.at());
        }
    }
}
