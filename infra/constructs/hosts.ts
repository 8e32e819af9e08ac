import { Stack } from 'aws-cdk-lib';
import {
  type CfnDomainName,
  EndpointType,
  type IRestApi,
  DomainName as PublicDomainName,
  SecurityPolicy as PublicSecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { ApiMapping, DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnHealthCheck, CfnRecordSet, HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { CustomDomain, StageSettings } from '../stages.ts';
import type { PublicGateway } from './public-gateway.ts';
import { LIVE } from './service-function.ts';
import type { TokenGateway } from './token-gateway.ts';

/** Three failures at this interval, in seconds, take a region out of the answers. */
const HEALTH_CHECK = { requestInterval: 10, failureThreshold: 3 } as const;

export interface HostsProps {
  readonly settings: StageSettings;
  readonly domain: CustomDomain;
  readonly gateway: TokenGateway;
  readonly publicGateway: PublicGateway;
}

interface Target {
  readonly host: string;
  readonly regionalDomainName: string;
  readonly regionalHostedZoneId: string;
}

/**
 * Puts the gateways of a stack under the hosts of its domain. With several regions each has such a stack, and the
 * records lead to the region with the shortest way among those whose check API says that it is well.
 */
export function addHosts(stack: Stack, { settings, domain, gateway, publicGateway }: HostsProps): void {
  const zone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', domain);
  const ofApi = new DomainName(stack, 'ApiHost', {
    domainName: domain.apiHost,
    certificate: certificate(stack, 'ApiCertificate', domain.apiHost, zone),
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  new ApiMapping(stack, 'ApiMapping', { api: gateway, domainName: ofApi });
  const ofPublic = new PublicDomainName(stack, 'PublicHost', {
    domainName: domain.publicHost,
    certificate: certificate(stack, 'PublicCertificate', domain.publicHost, zone),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: PublicSecurityPolicy.TLS_1_2,
    mapping: publicGateway as IRestApi,
  });
  const publicResource = ofPublic.node.defaultChild as CfnDomainName;
  const healthCheck = settings.multiRegion ? addHealthCheck(stack, publicGateway) : undefined;
  const targets: Readonly<Record<string, Target>> = {
    ApiRecord: {
      host: domain.apiHost,
      regionalDomainName: ofApi.regionalDomainName,
      regionalHostedZoneId: ofApi.regionalHostedZoneId,
    },
    PublicRecord: {
      host: domain.publicHost,
      regionalDomainName: publicResource.attrRegionalDomainName,
      regionalHostedZoneId: publicResource.attrRegionalHostedZoneId,
    },
  };
  for (const [id, target] of Object.entries(targets))
    new CfnRecordSet(stack, id, {
      hostedZoneId: domain.hostedZoneId,
      name: `${target.host}.`,
      type: 'A',
      aliasTarget: {
        dnsName: target.regionalDomainName,
        hostedZoneId: target.regionalHostedZoneId,
        evaluateTargetHealth: false,
      },
      ...(healthCheck
        ? { region: stack.region, setIdentifier: stack.region, healthCheckId: healthCheck.attrHealthCheckId }
        : {}),
    });
}

/** Asks the region's own address, not the common host, which would answer from another region. */
function addHealthCheck(stack: Stack, { restApiId }: PublicGateway): CfnHealthCheck {
  return new CfnHealthCheck(stack, 'Health', {
    healthCheckConfig: {
      type: 'HTTPS',
      fullyQualifiedDomainName: `${restApiId}.execute-api.${stack.region}.${Stack.of(stack).urlSuffix}`,
      resourcePath: `/${LIVE}/health`,
      port: 443,
      enableSni: true,
      ...HEALTH_CHECK,
    },
  });
}

function certificate(stack: Stack, id: string, host: string, zone: IHostedZone): Certificate {
  return new Certificate(stack, id, {
    domainName: host,
    validation: CertificateValidation.fromDns(zone),
  });
}
