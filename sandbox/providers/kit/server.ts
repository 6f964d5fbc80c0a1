import * as grpc from "@grpc/grpc-js";
import * as plugins from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { DifferenceKind } from "./diff";
import type { Fault } from "./handler";
import type { Plugin } from "./plugin";
import { equal, openSecrets, type Props, withoutNulls } from "./values";

// The SDK's own server (`@pulumi/pulumi/provider/server`) drops the configuration, the preview flag, the old inputs and
// the property-wise diff before a provider sees them; this one passes them on. See docs/decisions/provider-plugins.md.

/** Serves a plugin on a loopback port and prints that port, as the engine expects of the process it started. */
export async function serve<Service>(plugin: Plugin<Service>): Promise<void> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, operations(plugin));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  process.stdout.write(`${port}\n`);
  endWithParent();
}

/** The engine ends its plugins; one that is killed cannot, and would leave them behind. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      process.exit(0);
    }
  }, 1000).unref();
}

function operations<Service>(plugin: Plugin<Service>): grpc.UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new plugins.PluginInfo().setVersion(plugin.definition.declarations.version)),
    getSchema: unary(() => new proto.GetSchemaResponse().setSchema(JSON.stringify(identity(plugin)))),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    checkConfig: unary((request: proto.CheckRequest) => {
      const faults = plugin.checkConfig(configuration(request.getNews()));
      return checked(props(request.getNews()), faults);
    }),
    diffConfig: unary((request: proto.DiffRequest) => {
      const same = equal(
        withoutNulls(props(request.getOldInputs() ?? request.getOlds())),
        withoutNulls(props(request.getNews())),
      );
      return new proto.DiffResponse().setChanges(
        same ? proto.DiffResponse.DiffChanges.DIFF_NONE : proto.DiffResponse.DiffChanges.DIFF_SOME,
      );
    }),
    configure: unary(async (request: proto.ConfigureRequest) => {
      await plugin.configure(configuration(request.getArgs()));
      return new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: unary((request: proto.CheckRequest) => {
      const urn = request.getUrn();
      const { inputs, faults } = plugin.check(
        urn,
        props(request.getOlds()),
        props(request.getNews()),
        request.getRandomseed_asU8(),
      );
      return checked(inputs, faults);
    }),
    diff: unary((request: proto.DiffRequest) => {
      const { differences, deleteBeforeReplace } = plugin.diff(
        request.getUrn(),
        request.getId(),
        props(request.getOldInputs()),
        props(request.getOlds()),
        props(request.getNews()),
      );
      const response = new proto.DiffResponse()
        .setChanges(
          differences.length > 0 ? proto.DiffResponse.DiffChanges.DIFF_SOME : proto.DiffResponse.DiffChanges.DIFF_NONE,
        )
        .setDiffsList([...new Set(differences.map((each) => each.name))])
        .setReplacesList([...new Set(differences.filter((each) => each.replaces).map((each) => each.name))])
        .setDeletebeforereplace(deleteBeforeReplace)
        .setHasdetaileddiff(true);
      for (const each of differences) {
        const kind = new proto.PropertyDiff().setKind(kinds[each.kind][each.replaces ? 1 : 0]).setInputdiff(true);
        response.getDetaileddiffMap().set(each.path, kind);
      }
      return response;
    }),
    create: unary(async (request: proto.CreateRequest) => {
      const { id, outputs } = await plugin.create(
        request.getUrn(),
        props(request.getProperties()),
        request.getPreview(),
      );
      return new proto.CreateResponse().setId(id).setProperties(struct(outputs));
    }),
    read: unary(async (request: proto.ReadRequest) => {
      const inputs = request.getInputs();
      const recorded = inputs === undefined ? undefined : props(inputs);
      const found = await plugin.read(request.getUrn(), request.getId(), recorded, props(request.getProperties()));
      if (found === undefined) {
        return new proto.ReadResponse();
      }
      return new proto.ReadResponse()
        .setId(found.id)
        .setInputs(struct(found.inputs))
        .setProperties(struct(found.outputs));
    }),
    update: unary(async (request: proto.UpdateRequest) => {
      const outputs = await plugin.update(
        request.getUrn(),
        request.getId(),
        props(request.getOldInputs()),
        props(request.getOlds()),
        props(request.getNews()),
        request.getPreview(),
      );
      return new proto.UpdateResponse().setProperties(struct(outputs));
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      await plugin.delete(request.getUrn(), request.getId(), props(request.getProperties()));
      return new Empty();
    }),
    invoke: unary(async (request: proto.InvokeRequest) => {
      const result = await plugin.invoke(request.getTok(), props(request.getArgs()));
      return new proto.InvokeResponse().setReturn(struct(result));
    }),
  };
}

const { Kind } = proto.PropertyDiff;
const kinds: Readonly<Record<DifferenceKind, readonly [proto.PropertyDiff.Kind, proto.PropertyDiff.Kind]>> = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
};

/** An answer or one error message: never a stack, and never more than the handler chose to say. */
function unary<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return (call: { request: Request }, callback: grpc.sendUnaryData<Response>): void => {
    new Promise<Response>((resolve) => resolve(answer(call.request))).then(
      (response) => callback(null, response),
      (error: unknown) => {
        const details = error instanceof Error ? error.message : String(error);
        callback({ code: grpc.status.UNKNOWN, details });
      },
    );
  };
}

function checked(inputs: Props, faults: readonly Fault[]): proto.CheckResponse {
  const failures = faults.map(({ property, reason }) =>
    new proto.CheckFailure().setProperty(property).setReason(`${property} ${reason}`),
  );
  return new proto.CheckResponse().setInputs(struct(inputs)).setFailuresList(failures);
}

/** The engine reads name and version; the inputs are judged by `check`, so no schema needs to repeat them. */
function identity<Service>({ definition }: Plugin<Service>): { name: string; version: string } {
  return { name: definition.name, version: definition.declarations.version };
}

function configuration(given: Struct | undefined): Props {
  return openSecrets(props(given)).props;
}

function props(given: Struct | undefined): Props {
  return (given?.toJavaScript() ?? {}) as Props;
}

function struct(given: Props): Struct {
  return Struct.fromJavaScript(given as { [key: string]: JavaScriptValue });
}
