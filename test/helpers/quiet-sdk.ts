// The AWS SDK's notice of the Node versions of coming years would be repeated by every process that tests start.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
