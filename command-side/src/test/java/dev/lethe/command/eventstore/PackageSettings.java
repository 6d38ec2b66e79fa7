package dev.lethe.command.eventstore;

/** Read by ApprovalTests. */
class PackageSettings {
    static String UseApprovalSubdirectory = "approved";
}
