"""What is done about accounts: inviting, joining, granting, revoking, and keeping the trail of it."""
