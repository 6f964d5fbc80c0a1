import { defineBlueprint } from "../components/blueprint/define";

/** The functions belong to the apps' teams. One function releases and rolls back; its payload's `action` says which. */
const release = (app: string) => ({ kind: "lambda" as const, function: `retail-${app}-release` });

/**
 * Release chain of the AWS containers retail sample, https://github.com/aws-containers/retail-store-sample-app: five
 * services and the stores they keep their data in (catalog: MySQL, carts: DynamoDB, orders: PostgreSQL and RabbitMQ,
 * checkout: Redis). A service is released after its stores and after the services it calls.
 */
export default defineBlueprint({
  name: "retail",
  apps: {
    "catalog-db": {
      task: release("catalog-db"),
      expectedSeconds: 2,
      timeoutSeconds: 60,
      owner: "catalog",
      secrets: { "mysql-password": { maxAgeDays: 30 } },
    },
    "carts-db": {
      task: release("carts-db"),
      expectedSeconds: 1,
      timeoutSeconds: 60,
      owner: "carts",
      access: "carts-db.json",
    },
    "orders-db": {
      task: release("orders-db"),
      expectedSeconds: 2,
      timeoutSeconds: 60,
      owner: "orders",
      secrets: { "postgres-password": { maxAgeDays: 30 } },
    },
    "orders-queue": {
      task: release("orders-queue"),
      expectedSeconds: 1,
      timeoutSeconds: 60,
      owner: "orders",
      secrets: { "rabbitmq-password": { maxAgeDays: 60 } },
      access: "orders-queue.json",
    },
    "checkout-cache": { task: release("checkout-cache"), expectedSeconds: 1, timeoutSeconds: 60, owner: "checkout" },
    catalog: {
      task: release("catalog"),
      after: ["catalog-db"],
      expectedSeconds: 2,
      timeoutSeconds: 60,
      owner: "catalog",
      rollback: { task: release("catalog"), timeoutSeconds: 60 },
    },
    carts: {
      task: release("carts"),
      after: ["carts-db"],
      expectedSeconds: 1,
      timeoutSeconds: 60,
      owner: "carts",
      rollback: { task: release("carts"), timeoutSeconds: 60 },
    },
    orders: {
      task: release("orders"),
      after: ["orders-db", "orders-queue"],
      expectedSeconds: 3,
      timeoutSeconds: 60,
      owner: "orders",
      rollback: { task: release("orders"), timeoutSeconds: 60 },
    },
    checkout: {
      task: release("checkout"),
      after: ["checkout-cache", "orders"],
      expectedSeconds: 2,
      timeoutSeconds: 60,
      owner: "checkout",
      rollback: { task: release("checkout"), timeoutSeconds: 60 },
    },
    ui: {
      task: release("ui"),
      after: ["catalog", "carts", "orders", "checkout"],
      expectedSeconds: 1,
      timeoutSeconds: 60,
      owner: "storefront",
    },
  },
});
