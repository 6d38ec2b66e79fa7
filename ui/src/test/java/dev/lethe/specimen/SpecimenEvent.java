package dev.lethe.specimen;

import dev.lethe.shredding.Personal;
import java.time.Instant;
import org.axonframework.serialization.Revision;

public sealed interface SpecimenEvent {

    @Revision("1")
    record SpecimenKept(SpecimenId specimen, Personal<Remark> remark, Instant at) implements SpecimenEvent {}
}
