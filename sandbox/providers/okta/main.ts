import { Plugin } from "../kit/plugin";
import { serve } from "../kit/server";
import { oktaPackage } from "./package";

void serve(new Plugin(oktaPackage));
