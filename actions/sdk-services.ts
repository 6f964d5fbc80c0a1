/**
 * Services of the AWS SDK integrations of Step Functions, by the prefix of their errors. In lower case it is the
 * service's name in `aws-sdk:<service>`: errors of `aws-sdk:dynamodb` begin with `DynamoDb.`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
const ERROR_PREFIXES = `
AccessAnalyzer Account Acm AcmPca Amp Amplify AmplifyBackend AmplifyUiBuilder ApiGateway ApiGatewayV2 AppConfig
AppConfigData AppFabric AppIntegrations AppMesh AppRunner AppStream AppSync AppTest Appflow ApplicationAutoScaling
ApplicationCostProfiler ApplicationDiscovery ApplicationInsights ApplicationSignals ArcZonalShift Athena AuditManager
AutoScaling AutoScalingPlans B2Bi Backup BackupGateway BackupSearch Batch BcmDataExports BcmPricingCalculator Bedrock
BedrockAgent BedrockAgentRuntime BedrockDataAutomation BedrockDataAutomationRuntime BedrockRuntime Billing
Billingconductor Braket Budgets Chime ChimeSdkIdentity ChimeSdkMediaPipelines ChimeSdkMeetings ChimeSdkMessaging
ChimeSdkVoice CleanRooms CleanRoomsMl Cloud9 CloudControl CloudDirectory CloudFormation CloudFront
CloudFrontKeyValueStore CloudHsm CloudHsmV2 CloudSearch CloudTrail CloudTrailData CloudWatch CloudWatchLogs
CodeBuild CodeCatalyst CodeCommit CodeConnections CodeDeploy CodeGuruProfiler CodeGuruReviewer CodeGuruSecurity
CodePipeline CodeStarConnections Codeartifact CodestarNotifications CognitoIdentity CognitoIdentityProvider CognitoSync
Comprehend ComprehendMedical ComputeOptimizer Config Connect ConnectCampaigns ConnectCampaignsV2 ConnectCases
ConnectContactLens ConnectParticipant ControlCatalog ControlTower CostAndUsageReport CostExplorer CostOptimizationHub
CustomerProfiles DataBrew DataExchange DataPipeline DataSync DataZone DatabaseMigration Dax Deadline Detective
DevOpsGuru DeviceFarm DirectConnect Directory DirectoryServiceData Dlm DocDb DocDbElastic Drs Dsql DynamoDb
DynamoDbStreams Ebs Ec2 Ec2InstanceConnect Ecr EcrPublic Ecs Efs Eks EksAuth ElastiCache ElasticBeanstalk
ElasticInference ElasticLoadBalancing ElasticLoadBalancingV2 ElasticTranscoder Elasticsearch Emr EmrContainers
EmrServerless EntityResolution EventBridge Evidently FSx Finspace FinspaceData Firehose Fis Fms Forecast Forecastquery
FraudDetector FreeTier GameLift GeoMaps GeoPlaces GeoRoutes Glacier Glue Grafana Greengrass GreengrassV2 GroundStation
GuardDuty Health HealthLake Honeycode Iam Identitystore Imagebuilder Inspector Inspector2 InspectorScan InternetMonitor
Invoicing IoTAnalytics IoTFleetHub IoTFleetWise IoTSecureTunneling IoTSiteWise IoTThingsGraph IoTTwinMaker Iot
IotDeviceAdvisor IotEvents IotEventsData IotJobsDataPlane IotWireless Ivs IvsRealTime Ivschat Kafka KafkaConnect Kendra
KendraRanking Keyspaces Kinesis KinesisAnalytics KinesisAnalyticsV2 KinesisVideo KinesisVideoArchivedMedia
KinesisVideoMedia KinesisVideoSignaling KinesisVideoWebRtcStorage Kms LakeFormation Lambda LaunchWizard LexModelBuilding
LexModelsV2 LexRuntime LexRuntimeV2 LicenseManager LicenseManagerLinuxSubscriptions LicenseManagerUserSubscriptions
Lightsail Location LookoutEquipment LookoutMetrics LookoutVision M2 MTurk Macie2 MailManager ManagedBlockchain
ManagedBlockchainQuery MarketplaceCatalog MarketplaceCommerceAnalytics MarketplaceEntitlement MarketplaceMetering
MarketplaceReporting MediaConnect MediaConvert MediaLive MediaPackage MediaPackageV2 MediaPackageVod MediaStore
MediaTailor MedicalImaging MemoryDb Mgn MigrationHub MigrationHubConfig MigrationHubOrchestrator
MigrationHubRefactorSpaces MigrationHubStrategy Mq Mwaa Neptune NeptuneGraph NetworkFirewall NetworkFlowMonitor
NetworkManager NetworkMonitor NotificationsContacts Oam ObservabilityAdmin Omics OpenSearch OpenSearchServerless
OpsWorks OpsWorksCm Organizations Osis Outposts Panorama PartnerCentralSelling PaymentCryptography
PaymentCryptographyData PcaConnectorAd PcaConnectorScep Pcs Personalize PersonalizeEvents PersonalizeRuntime Pi Pinpoint
PinpointEmail PinpointSmsVoice PinpointSmsVoiceV2 Pipes Polly Pricing PrivateNetworks Proton QApps QBusiness QConnect
Qldb QldbSession QuickSight Ram Rbin Rds RdsData Redshift RedshiftData RedshiftServerless Rekognition Repostspace
Resiliencehub ResourceExplorer2 ResourceGroups ResourceGroupsTaggingApi RoboMaker RolesAnywhere Route53 Route53Domains
Route53Profiles Route53RecoveryCluster Route53RecoveryControlConfig Route53RecoveryReadiness Route53Resolver Rum S3
S3Control S3Outposts S3Tables SageMaker SageMakerA2IRuntime SageMakerFeatureStoreRuntime SageMakerGeospatial
SageMakerMetrics SageMakerRuntime SagemakerEdge Savingsplans Scheduler Schemas SecretsManager SecurityHub SecurityIr
SecurityLake ServerlessApplicationRepository ServiceCatalog ServiceCatalogAppRegistry ServiceDiscovery ServiceQuotas Ses
SesV2 Sfn Shield Signer SimSpaceWeaver Sms SnowDeviceManagement Snowball Sns SocialMessaging Sqs Ssm SsmContacts
SsmIncidents SsmQuickSetup SsmSap Sso SsoAdmin SsoOidc StorageGateway Sts SupplyChain Support SupportApp Swf Synthetics
TaxSettings Textract TimestreamInfluxDb TimestreamQuery TimestreamWrite Tnb Transcribe Transfer Translate TrustedAdvisor
VerifiedPermissions VoiceId VpcLattice Waf WafRegional Wafv2 WellArchitected Wisdom WorkDocs WorkMail
WorkMailMessageFlow WorkSpaces WorkSpacesThinClient WorkSpacesWeb XRay
`
  .trim()
  .split(/\s+/);

/**
 * The prefix that a service's actions have in IAM, where it is not the service's name with or without hyphens. From
 * the signing names of the service models of the AWS SDKs, compared with the actions of the Service Authorization
 * Reference.
 */
const IAM_PREFIXES: Readonly<Record<string, string>> = {
  amp: "aps",
  apigatewayv2: "apigateway",
  appconfigdata: "appconfig",
  applicationdiscovery: "discovery",
  bedrockagent: "bedrock",
  bedrockagentruntime: "bedrock",
  bedrockdataautomation: "bedrock",
  bedrockdataautomationruntime: "bedrock",
  bedrockruntime: "bedrock",
  chimesdkidentity: "chime",
  chimesdkmediapipelines: "chime",
  chimesdkmeetings: "chime",
  chimesdkmessaging: "chime",
  chimesdkvoice: "chime",
  cloudcontrol: "cloudformation",
  cloudhsmv2: "cloudhsm",
  cloudwatchlogs: "logs",
  cognitoidentityprovider: "cognito-idp",
  connectcampaignsv2: "connect-campaigns",
  connectcases: "cases",
  connectcontactlens: "connect",
  connectparticipant: "execute-api",
  costandusagereport: "cur",
  costexplorer: "ce",
  customerprofiles: "profile",
  databasemigration: "dms",
  directory: "ds",
  directoryservicedata: "ds-data",
  docdb: "rds",
  dynamodbstreams: "dynamodb",
  efs: "elasticfilesystem",
  elasticloadbalancingv2: "elasticloadbalancing",
  elasticsearch: "es",
  emr: "elasticmapreduce",
  eventbridge: "events",
  finspacedata: "finspace-api",
  forecastquery: "forecast",
  greengrassv2: "greengrass",
  iotdataplane: "iot",
  ioteventsdata: "iotevents",
  iotjobsdataplane: "iotjobsdata",
  iotsecuretunneling: "iot",
  ivsrealtime: "ivs",
  keyspaces: "cassandra",
  kinesisanalyticsv2: "kinesisanalytics",
  kinesisvideoarchivedmedia: "kinesisvideo",
  kinesisvideomedia: "kinesisvideo",
  kinesisvideosignaling: "kinesisvideo",
  kinesisvideowebrtcstorage: "kinesisvideo",
  lexmodelbuilding: "lex",
  lexmodelsv2: "lex",
  lexruntime: "lex",
  lexruntimev2: "lex",
  location: "geo",
  mailmanager: "ses",
  marketplacecatalog: "aws-marketplace",
  marketplaceentitlement: "aws-marketplace",
  marketplacemetering: "aws-marketplace",
  marketplacereporting: "aws-marketplace",
  migrationhub: "mgh",
  migrationhubconfig: "mgh",
  migrationhubrefactorspaces: "refactor-spaces",
  mturk: "mechanicalturk",
  mwaa: "airflow",
  neptune: "rds",
  opensearch: "es",
  opensearchserverless: "aoss",
  partnercentralselling: "partnercentral",
  paymentcryptographydata: "payment-cryptography",
  personalizeevents: "personalize",
  personalizeruntime: "personalize",
  pinpoint: "mobiletargeting",
  pinpointemail: "ses",
  pinpointsmsvoice: "sms-voice",
  pinpointsmsvoicev2: "sms-voice",
  qconnect: "wisdom",
  resourcegroupstaggingapi: "tag",
  s3control: "s3",
  sagemakera2iruntime: "sagemaker",
  sagemakeredge: "sagemaker",
  sagemakerfeaturestoreruntime: "sagemaker",
  sagemakermetrics: "sagemaker",
  sagemakerruntime: "sagemaker",
  serverlessapplicationrepository: "serverlessrepo",
  servicecatalogappregistry: "servicecatalog",
  sesv2: "ses",
  sfn: "states",
  sso: "awsssoportal",
  ssoadmin: "sso",
  ssooidc: "sso-oauth",
  supplychain: "scn",
  taxsettings: "tax",
  timestreamquery: "timestream",
  timestreamwrite: "timestream",
  workspacesthinclient: "thinclient",
};

/** A service of the AWS SDK integrations. */
export interface SdkService {
  /** In `aws-sdk:<name>`. */
  readonly name: string;
  /** What its errors begin with; undefined where AWS does not list it. */
  readonly errors: string | undefined;
  /** What its actions begin with in IAM; undefined where it is not known. */
  readonly iam: string | undefined;
}

/**
 * All services of which errors or the prefix in IAM are known, in order of their names.
 *
 * @param prefixes those of the Service Authorization Reference
 */
export function sdkServices(prefixes: readonly string[]): SdkService[] {
  const errors = new Map(ERROR_PREFIXES.map((prefix) => [prefix.toLowerCase(), prefix]));
  const iam = new Map([
    ...prefixes.map((prefix) => [prefix.replaceAll("-", ""), prefix] as const),
    ...Object.entries(IAM_PREFIXES),
  ]);
  return [...errors.keys(), ...Object.keys(IAM_PREFIXES).filter((name) => !errors.has(name))]
    .sort()
    .map((name) => ({ name, errors: errors.get(name), iam: iam.get(name) }));
}
