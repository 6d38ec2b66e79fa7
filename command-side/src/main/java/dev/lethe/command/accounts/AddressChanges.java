package dev.lethe.command.accounts;

import dev.lethe.command.accounts.AccountCommand.ChangeAddress;
import java.time.Clock;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.modelling.command.Repository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Moves an account with everything beside it: one unit of work, and so one commit of the events, for several aggregates. */
@Component
class AddressChanges {

    private final Repository<Account> accounts;
    private final List<BesideAccounts> beside;

    AddressChanges(Repository<Account> accounts, ObjectProvider<BesideAccounts> beside) {
        this.accounts = accounts;
        this.beside = beside.orderedStream().toList();
    }

    @CommandHandler
    boolean handle(ChangeAddress command, Clock clock) {
        Aggregate<Account> account = accounts.load(command.account().toString());
        if (!account.invoke(each -> each.isAsKnown(command))) return false;
        boolean first = true;
        for (BesideAccounts each : beside) {
            if (!each.move(command.account(), command.beside())) {
                if (first) return false; // nothing was said yet
                throw new ConcurrencyException("Something was kept beside the account while it moved");
            }
            first = false;
        }
        account.execute(each -> each.handle(command, clock.instant()));
        return true;
    }
}
