import { Plugin } from "../kit/plugin";
import { serve } from "../kit/server";
import { awsPackage } from "./package";

void serve(new Plugin(awsPackage));
