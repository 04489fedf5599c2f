import { describe, expect, it } from 'vitest';
import { findXmlError } from './check-xml.ts';

describe('findXmlError', () => {
  it.each([
    [
      '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<a x="1 > 2"><!-- <b> --><c/><![CDATA[<d>]]></a>',
    ],
    ['<A><Name>x</name></a>'],
    [''],
  ])('accepts %s', (xml) => expect(findXmlError(xml)).toBeUndefined());

  it.each([
    ['<a>\n<b>\n', 2, '<b> is not closed before the end of the file'],
    ['<a>\n<b></a>', 2, 'expected </b>, found </a>'],
    ['<a></a>\n\n</b>', 3, 'expected the end of the file, found </b>'],
    ['<a>\n<b', 2, 'a tag is not closed'],
    ['<a>\n<!-- no end </a>', 2, 'a tag is not closed'],
  ])('refuses %s', (xml, line, message) => expect(findXmlError(xml)).toEqual({ line, message }));
});
