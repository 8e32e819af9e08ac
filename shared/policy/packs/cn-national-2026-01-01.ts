import { CN_NATIONAL_PARAMETERS_2026 } from '../parameters.ts';
import { PROCEDURES } from '../procedures.ts';
import { airPolicy } from '../sectors/air.ts';
import { hotelPolicy } from '../sectors/hotel.ts';
import { insurancePolicy } from '../sectors/insurance.ts';
import { propertyPolicy } from '../sectors/property.ts';
import { railPolicy } from '../sectors/rail.ts';
import { schoolPolicy } from '../sectors/school.ts';
import { travelAgencyPolicy } from '../sectors/travel-agency.ts';
import { vehiclePolicy } from '../sectors/vehicle.ts';
import { venuePolicy } from '../sectors/venue.ts';
import type { PolicyPack } from '../types.ts';

/** The national rules: Provisions (Fa Shi [2015] 17), Opinions (2016) and Good-faith opinion (Fa Fa [2019] 35). */
export const CN_NATIONAL_2026_01_01: PolicyPack = {
  id: 'cn-national',
  version: '2026-01-01',
  label: 'cn-national/2026-01-01',
  effectiveFromMs: Date.parse('2026-01-01T00:00:00+08:00'),
  parameters: CN_NATIONAL_PARAMETERS_2026,
  sectors: {
    rail: railPolicy,
    air: airPolicy,
    hotel: hotelPolicy,
    'travel-agency': travelAgencyPolicy,
    school: schoolPolicy,
    insurance: insurancePolicy,
    venue: venuePolicy,
    property: propertyPolicy,
    vehicle: vehiclePolicy,
  },
  /*
   * Travel and lodging go ahead and are checked again: the service comes later or is small, and a stranded traveller is
   * the greater harm. A venue likewise: what is spent there is small and gone the same evening, and turning everyone
   * away at the door because this service is down would shame people against whom no order exists. What is large and
   * can wait a day is held.
   */
  fallbackBySector: {
    rail: 'proceed-and-recheck',
    air: 'proceed-and-recheck',
    hotel: 'proceed-and-recheck',
    'travel-agency': 'proceed-and-recheck',
    venue: 'proceed-and-recheck',
    school: 'hold',
    insurance: 'hold',
    property: 'hold',
    vehicle: 'hold',
  },
  /* The operative set: art. 18 of the Good-faith opinion sends corrections of restriction orders through it. */
  procedure: PROCEDURES['list-provisions'],
};
