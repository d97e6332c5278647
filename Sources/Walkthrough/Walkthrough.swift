import WalkthroughCommands

await WalkthroughCommand.run()
