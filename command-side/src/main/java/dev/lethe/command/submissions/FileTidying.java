package dev.lethe.command.submissions;

import dev.lethe.command.privacy.events.ErasureEvent;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.PersonErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordsExpired;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.shredding.KeyVault;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.stereotype.Component;

/** Deletes files that open nothing any more, after the proof of an erasure. It may run as often as it likes. */
@Component
@ProcessingGroup("file-tidying")
class FileTidying {

    private final KeyVault vault;
    private final Files files;

    FileTidying(KeyVault vault, Files files) {
        this.vault = vault;
        this.files = files;
    }

    @EventHandler
    void on(ErasureEvent event) {
        switch (event) {
            case PersonErased e -> tidy(e.erasure());
            case RecordErased e -> tidy(e.erasure());
            case RecordsExpired e -> tidy(e.erasure());
            case ErasureOrdered _, ErasureFoundInLedger _ -> {}
        }
    }

    private void tidy(ErasureId erasure) {
        files.tidy(each -> vault.destroyedBy(erasure.value(), each));
    }
}
